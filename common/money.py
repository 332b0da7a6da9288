"""Amounts of money: integer minor units and an ISO 4217 code. Never a float."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# ISO 4217, exponents that differ from 2 (list one, 2024). Not CLDR's, which rounds RSD or IQD to 0 for display.
_DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}


def digits(currency: str) -> int:
    """How many digits the minor unit of an ISO 4217 currency has."""
    return _DIGITS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units of a currency. Arithmetic only within one currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("minor units are an int")

    @classmethod
    def parse(cls, text: str | Decimal, currency: str) -> "Money":
        """From "300.00". Raises ValueError for a non-number or for more digits than the currency has."""
        try:
            amount = Decimal(str(text).strip())
        except InvalidOperation:
            raise ValueError("not an amount") from None
        if not amount.is_finite() or abs(amount) >= Decimal(10) ** 12:
            raise ValueError("not a reasonable amount")
        scaled = amount.scaleb(digits(currency))
        if scaled != scaled.to_integral_value():
            raise ValueError("too many digits")
        return cls(int(scaled), currency)

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-digits(self.currency))

    @property
    def text(self) -> str:
        """ "300.00": for the API and files, never for a person's eyes."""
        return f"{self.amount:.{digits(self.currency)}f}"

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.minor * times, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def share(self, rate: Decimal) -> "Money":
        """This amount times a rate (0.21), rounded half up to the minor unit."""
        return Money(int((Decimal(self.minor) * rate).quantize(Decimal(1), ROUND_HALF_UP)), self.currency)
