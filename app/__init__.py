"""The dashboard: Streamlit only, no SQL, no arithmetic, no thresholds."""
