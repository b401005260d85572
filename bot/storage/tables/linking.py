"""Customers, their supplies, and which person is linked to them by which proof."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

from bot.config.readings import DEFAULT_VENDOR
from bot.storage.columns import Id, Instant, personal, plain
from bot.storage.tables.metadata import metadata

customers: Final = Table(
    "customers",
    metadata,
    plain("customer_id", Id, primary_key=True, autoincrement=True),
    #: Six digits, leading zeros count (seed 002).
    personal("code", String(6), nullable=False, unique=True),
    personal("name", Text, nullable=False),
    #: The same as it is searched, see storage/folded.
    personal("folded_name", Text, nullable=False, server_default=text("''")),
    #: Codice fiscale or partita IVA, check character verified.
    personal("tax_code", String(16), nullable=False),
    personal("email", Text, nullable=True),
    #: E.164.
    personal("mobile", String(16), nullable=True),
    plain("language", String(2), nullable=False),
)

Index("ix_customers_folded_name", customers.c.folded_name, customers.c.customer_id)

supplies: Final = Table(
    "supplies",
    metadata,
    plain("supply_id", Id, primary_key=True, autoincrement=True),
    plain("customer_id", Id, ForeignKey(customers.c.customer_id), nullable=False),
    #: A POD (power) or a PDR (gas).
    personal("point", String(15), nullable=False, unique=True),
    personal("comune", Text, nullable=False),
    #: The comune's ISTAT code, six digits; null: not known.
    personal("istat", String(6), nullable=True),
    personal("street", Text, nullable=False),
    personal("street_number", Text, nullable=False),
    #: The meter, of gas only: G4 … G1000, and the digits before the comma.
    plain("meter_class", String(5), nullable=True),
    plain("meter_digits", SmallInteger, nullable=True),
    plain("has_corrector", Boolean, nullable=False),
    personal("last_reading", BigInteger, nullable=True),
    personal("last_reading_on", Date, nullable=True),
    #: The corrector's, of the same day.
    personal("last_corrector", BigInteger, nullable=True),
    plain("corrector_digits", SmallInteger, nullable=True),
    #: What is read: meter, both or corrector; null: both where there is a corrector, else the meter.
    plain("reads", String(9), nullable=True),
    #: Whose customer it is, by the name that reading windows are under.
    plain("vendor", String(40), nullable=False, server_default=DEFAULT_VENDOR),
    #: Somebody there lives by an electric device.
    personal("electromedical", Boolean, nullable=False),
)
Index("ix_supplies_customer_id", supplies.c.customer_id)
Index("ix_supplies_comune", supplies.c.comune)
Index("ix_supplies_istat", supplies.c.istat)

links: Final = Table(
    "links",
    metadata,
    personal("person_id", BigInteger, primary_key=True, autoincrement=False),
    plain("customer_id", Id, ForeignKey(customers.c.customer_id), primary_key=True, autoincrement=False),
    #: How possession was proved: phone or mail.
    plain("proof", String(5), nullable=False),
    plain("linked_at", Instant, nullable=False),
)
Index("ix_links_customer_id", links.c.customer_id)

nicknames: Final = Table(
    "nicknames",
    metadata,
    personal("person_id", BigInteger, primary_key=True, autoincrement=False),
    plain("supply_id", Id, ForeignKey(supplies.c.supply_id), primary_key=True, autoincrement=False),
    personal("nickname", Text, nullable=False),
)
Index("ix_nicknames_supply_id", nicknames.c.supply_id)

#: Every try to link, also one about a customer who does not exist: they are counted alike.
link_attempts: Final = Table(
    "link_attempts",
    metadata,
    plain("attempt_id", Id, primary_key=True, autoincrement=True),
    personal("person_id", BigInteger, nullable=False),
    #: The customer code as it was understood.
    personal("code", String(6), nullable=False),
    #: identify, phone or mail: what was tried.
    plain("action", String(8), nullable=False),
    #: The try to identify that a proof belongs to; null for that try itself.
    plain("parent_id", Id, nullable=True),
    #: Whom code and tax code named together; null for nobody. No foreign key: the database would look up
    #: those who exist, and only those.
    plain("customer_id", Id, nullable=True),
    #: How possession was proved; null while it is not.
    plain("proof", String(5), nullable=True),
    plain("attempted_at", Instant, nullable=False),
)
Index("ix_link_attempts_person_id", link_attempts.c.person_id, link_attempts.c.attempted_at)
Index("ix_link_attempts_code", link_attempts.c.code, link_attempts.c.attempted_at)
Index("ix_link_attempts_attempted_at", link_attempts.c.attempted_at)

link_tokens: Final = Table(
    "link_tokens",
    metadata,
    #: SHA-256 of the token: who reads the database cannot use it.
    plain("token_hash", String(64), primary_key=True),
    plain("attempt_id", Id, nullable=False),
    #: The chat that asked, and the only one where the token opens anything.
    personal("person_id", BigInteger, nullable=False),
    plain("expires_at", Instant, nullable=False),
    plain("used_at", Instant, nullable=True),
)
Index("ix_link_tokens_expires_at", link_tokens.c.expires_at)
