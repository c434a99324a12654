"""The typed values that a field can hold, beyond what Python has: money, durations, birthdays, places."""

from decimal import Decimal
from typing import NamedTuple

from pcrm_tools.model.durations import Duration, add_duration

__all__ = ["CURRENCIES", "Birthday", "Duration", "Money", "Place", "add_duration"]

# ISO 4217: a slip such as `UDS 5,000` must not become a currency of its own.
CURRENCIES = frozenset((
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF", "BMD",
    "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNH", "CNY", "COP", "CRC", "CUP",
    "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD",
    "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES",
    "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA",
    "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD",
    "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG",
    "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY",
    "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER",
    "ZAR", "ZMW", "ZWG",
))  # fmt: skip


class Place(NamedTuple):
    """Where something stands in its file: 1-based line and column (code points)."""

    line: int
    column: int


class Money(NamedTuple):
    """An amount in one currency (ISO 4217 code); amounts of different currencies are never added."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:,f}"


class Birthday(NamedTuple):
    """A birthday; the year is 0 where it is unknown, `lunar` marks a day of the Chinese calendar."""

    year: int
    month: int
    day: int
    lunar: bool

    def __str__(self) -> str:
        day = f"{self.month:02}-{self.day:02}"
        return ("lunar " if self.lunar else "") + (f"{self.year:04}-{day}" if self.year else day)
