"""What columns are called in the files of the crossing: role -> headings, by language and by the way they are written.

Roles: date, client, code (of the client), doc, product, qty, price, amount, net (amount said to be without VAT), gross
(said to be with it), vat, vat_inside, discount, percent (a discount in percent), status, manager, doctype, cost,
warehouse, comment, city.
"""

from __future__ import annotations

from random import Random

PLAIN = {
    "en": {
        "date": "Date|Order date|Invoice date|Sale date",
        "client": "Client|Customer|Client name|Customer name",
        "code": "Client code|Customer ID|Client ID",
        "doc": "Document|Invoice|Invoice number|Order ID|Order",
        "product": "Product|Item|Product name",
        "qty": "Quantity|Qty",
        "price": "Price|Unit price",
        "amount": "Amount|Sales|Sales amount|Line total|Total",
        "net": "Net amount|Amount excl. VAT|Amount without VAT",
        "gross": "Amount incl. VAT|Total incl. VAT|Amount with VAT",
        "vat": "VAT|VAT amount",
        "vat_inside": "of which VAT|incl. VAT",
        "discount": "Discount",
        "percent": "Discount, %|Discount %",
        "status": "Status|Invoice status",
        "manager": "Manager|Sales manager",
        "doctype": "Document type|Type",
        "cost": "Cost",
        "warehouse": "Warehouse",
        "comment": "Comment",
        "city": "City",
    },
    "ru": {
        "date": "Дата|Дата продажи|Дата документа",
        "client": "Клиент|Контрагент|Название клиента",
        "code": "Код клиента|Код контрагента",
        "doc": "Документ|Номер документа|Заказ|Накладная",
        "product": "Товар|Номенклатура",
        "qty": "Количество|Кол-во",
        "price": "Цена|Цена за единицу",
        "amount": "Сумма|Сумма продажи|Выручка|Стоимость",
        "net": "Сумма без НДС|Стоимость без НДС|Выручка без НДС",
        "gross": "Сумма с НДС|Стоимость с НДС|Всего с НДС",
        "vat": "НДС|Сумма НДС",
        "vat_inside": "в т.ч. НДС|В том числе НДС",
        "discount": "Скидка",
        "percent": "Скидка, %|% скидки",
        "status": "Статус|Статус документа",
        "manager": "Менеджер",
        "doctype": "Вид документа|Тип документа",
        "cost": "Себестоимость",
        "warehouse": "Склад",
        "comment": "Комментарий",
        "city": "Город",
    },
}
SYNONYMS = {
    "en": {
        "date": "Posting date|Billing date|Doc. date|Shipment date|Transaction date|Ship date",
        "client": "Account name|Sold-to party|Bill-to name|Buyer|Company|Account|Sold to",
        "code": "Account no.|Cust. no.|Customer account|Debtor no.",
        "doc": "Billing document|Doc. no.|Voucher|Sales order|Num|Reference no.",
        "product": "Material|SKU|Item description|Article",
        "qty": "Billed quantity|Units|Pcs|Qty shipped",
        "price": "Net price|Price per unit|Price each",
        "amount": "Revenue|Turnover|Net value|Line amount|Net sales|Extended price|Sales revenue",
        "discount": "Rebate|Disc.",
        "manager": "Salesperson|Sales rep|Account manager",
        "doctype": "Transaction type|Doc. type|Billing type",
        "status": "State|Doc. status",
        "cost": "COGS|Cost of sales",
        "warehouse": "Plant|Site",
    },
    "ru": {
        "date": "Дата отгрузки|Дата реализации|Дата накладной|Дата проводки|Дата операции|Период",
        "client": "Покупатель|Заказчик|Партнёр|Плательщик|Наименование контрагента|Компания",
        "code": "ИНН|ИНН покупателя|ID клиента|Код партнёра",
        "doc": "Регистратор|Номер накладной|Документ реализации|№ док.|Документ отгрузки|Заказ покупателя",
        "product": "ТМЦ|Артикул|Наименование товара",
        "qty": "Кол.|Отгружено, шт|Реализовано, шт.|Количество шт",
        "price": "Цена за ед.|Цена реализации|Цена продажи",
        "amount": "Сумма реализации|Оборот|Сумма отгрузки|Отгружено на сумму|Продажи|Сумма по накладной",
        "discount": "Сумма скидки|Скидка по строке",
        "manager": "Ответственный|Торговый представитель",
        "doctype": "Вид операции|Хозяйственная операция",
        "status": "Состояние|Статус заказа",
        "cost": "Себестоимость продаж|С/с",
        "warehouse": "Место хранения",
    },
}
KEYS = {
    "en": {
        "date": "OrderDate|DateKey|Invoice Date",
        "code": "CustomerKey|CustomerNo|Customer Number|ClientKey|Customer No.",
        "client": "CustomerName|Customer Name",
        "doc": "OrderNumber|InvoiceNo|SalesOrderNumber|Invoice No.|Document Number",
        "product": "ProductKey|ItemNo|Product Number",
        "amount": "SalesAmount|LineAmount|Sales Amount",
        "qty": "OrderQuantity|Quantity",
    },
    "ru": {
        "date": "Дата",
        "code": "Код клиента|ИД клиента|Код контрагента|ИД контрагента|ID клиента|№ клиента",
        "doc": "ИД заказа|№ документа|Номер заказа|ИД документа|Код документа",
        "product": "Код товара|ИД товара|Код номенклатуры",
        "amount": "Сумма|Сумма продажи",
    },
}
MONEY_UNIT = {
    "en": ["{} (USD)", "{}, USD", "{}, $"],
    "ru": ["{}, руб.", "{} (руб.)", "{}, руб", "{} (RUB)"],
}
THOUSAND_UNIT = {
    "en": ["{}, thousand USD", "{} ('000)", "{} (USD thousand)", "{}, kUSD"],
    "ru": ["{}, тыс. руб.", "{} (тыс. руб.)", "{}, тыс.руб", "{}, т.р."],
}
PIECES = {"en": "{}, pcs", "ru": "{}, шт."}
MONEY_ROLES = ("amount", "net", "gross", "vat", "price", "cost")


def heading(role: str, lang: str, style: str, unit: str, rng: Random) -> str:
    """A heading of the role; unit: none, money, thousand (of the amounts, while prices are in single units)."""
    words = PLAIN[lang][role]
    if style == "synonyms":
        words = SYNONYMS[lang].get(role, words)
    elif style == "keys":
        words = KEYS[lang].get(role, words)
    text = rng.choice(words.split("|"))
    if style == "caps":
        text = text.upper()
    elif style == "caps_joined":
        text = "".join(c for c in text.upper() if c.isalnum() or c == "%")
    elif style == "camel":
        text = "".join(word[:1].upper() + word[1:] for word in _words(text))
    elif style == "snake":
        text = "_".join(_words(text.lower()))
    if unit == "none" or style in ("camel", "snake", "caps_joined") or any(c in text for c in ",("):
        return text
    if role == "qty" and style == "plain":
        return PIECES[lang].format(text)
    if role in MONEY_ROLES:
        of_thousands = unit == "thousand" and role != "price"
        return rng.choice((THOUSAND_UNIT if of_thousands else MONEY_UNIT)[lang]).format(text)
    return text


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() or c == "%" else " " for c in text).split()
