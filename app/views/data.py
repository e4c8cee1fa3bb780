from parts import shell
from session import say

shell.heading(say("page_data"))
