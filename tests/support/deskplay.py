"""Customers and operators who do what a test draws, and what they have a right to see in the end."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from bot.demo.lookalike import Lookalike
from bot.demo.telegram import reactions, topics
from bot.demo.telegram.formatted import plain
from bot.demo.telegram.model import Chat, Person, Picture, Words
from bot.demo.telegram.transcripts import Line
from tests.support.deskmodel import Case, Customer, Said

_TOKEN: Final = re.compile(r"\b([a-z]+-\d+)\.(\d+)\b")
#: Copies that were joined stand in one line.
_ONLY_TOKENS: Final = re.compile(r"qwx [a-z]+-\d+\.\d+(?:\n\nqwx [a-z]+-\d+\.\d+)*")
_EMOJI: Final = ("🔥", "👏", "❤")
_DELIVERED: Final = "👍"
#: Telegram lets people change what they wrote for so long.
_EDITABLE_S: Final = 47 * 3600


def carried(line: Line) -> list[tuple[str, int]]:
    """Return the tokens that a line carries, with their versions; none where it only speaks of them."""
    if _ONLY_TOKENS.fullmatch(line.html) is None:
        return []
    return [(token, int(version)) for token, version in _TOKEN.findall(line.html)]


def tokens_in(html: str) -> list[str]:
    """Return the tokens of all that some words hold or speak of."""
    return [token for token, _ in _TOKEN.findall(html)]


class Play:
    """The acts. Each happens in the world at once; the model takes its turn when the bot does."""

    def __init__(self, telegram: Lookalike, group: Chat, names: Sequence[str]) -> None:
        self.telegram, self.world, self.group = telegram, telegram.world, group.id
        self.people = [telegram.user(name).person for name in names]
        self.operators = [telegram.user(name).person for name in ("Olga", "Ugo")]
        self.customers = {person.id: Customer(person.id) for person in self.people}
        self.names = {person.id: person.first_name.lower() for person in self.people}
        self.said: dict[str, Said] = {}
        self._count = 0
        self._due: dict[int, list[Callable[[], None]]] = defaultdict(list)
        self._threads: dict[int, Case | None] = {}
        self._known: set[tuple[int, int]] = set()
        self._topics: dict[int, int] = {}

    # --- what a customer does

    def writes(self, who: int, pick: int) -> None:
        """A text, sometimes as an answer to something that stands there."""
        person = self.people[who % len(self.people)]
        said = self._new(person.id)
        line = self._picked(self._lines(person.id), pick) if pick % 3 == 0 else None
        said.number = self.world.send(
            person, Words(plain(said.words)), chat_id=person.id, reply_to=line.id if line else 0
        ).id
        self._by_customer(person, lambda of: of.writes(self._answering(said, line, person.id)))

    def shows(self, who: int, pick: int) -> None:
        """Photos with captions: one, or an album."""
        person = self.people[who % len(self.people)]
        said = self._album(person, person.id, self._new_ones(person.id, pick), 0)
        self._by_customer(person, lambda of: of.writes(said))

    def rewrites(self, who: int, pick: int) -> None:
        """Another text in the place of one."""
        person = self.people[who % len(self.people)]
        own = [each for each in self._texts(person.id) if each.number in self.world.rooms[person.id].messages]
        if own:
            said = own[pick % len(own)]
            version = self._edit(person, person.id, said)
            self._by_customer(person, lambda of: of.edits(said, version))

    def likes(self, who: int, pick: int) -> None:
        """A reaction to whatever stands there."""
        person = self.people[who % len(self.people)]
        line = self._picked(self._lines(person.id), pick)
        if line is not None:
            emoji = self._react(person, person.id, line, pick)
            self._by_customer(person, lambda _: self._reacted(line, emoji, person.id))

    def says(self, who: int, pick: int) -> None:
        """A word about the case itself."""
        person = self.people[who % len(self.people)]
        words = ("/operatore", "/operatore", "/torna", "/risolto")[pick % 4]
        self.world.send(person, Words(plain(words)), chat_id=person.id)
        turns: dict[str, Callable[[Customer], None]] = {
            "/operatore": Customer.wishes,
            "/torna": Customer.goes_back,
            "/risolto": Customer.is_content,
        }
        self._by_customer(person, turns[words])

    # --- what an operator does

    def answers(self, who: int, pick: int) -> None:
        """A text, a note, or an answer to what stands in the topic."""
        thread = self._topic(pick)
        if thread is None:
            return
        said = self._new(0)
        said.is_note = pick % 5 == 0
        line = self._picked(self._lines(self.group, thread), pick) if pick % 3 == 0 else None
        words = f"// {said.words}" if said.is_note else said.words
        said.number = self.world.send(
            self.operators[who % 2],
            Words(plain(words)),
            chat_id=self.group,
            thread=thread,
            reply_to=line.id if line else 0,
        ).id
        self._by_operator(
            thread,
            lambda of, case: of.is_answered(case, self._answering(said, line, self.group)),
        )

    def pictures(self, who: int, pick: int) -> None:
        """Photos with captions: one, or an album."""
        thread = self._topic(pick)
        if thread is not None:
            said = self._album(self.operators[who % 2], self.group, self._new_ones(0, pick), thread)
            self._by_operator(thread, lambda of, case: of.is_answered(case, said))

    def corrects(self, _who: int, pick: int) -> None:
        """Another text in the place of one."""
        own = self._operators_own(self._texts(0))
        if own:
            said = own[pick % len(own)]
            message = self.world.rooms[self.group].messages[said.number]
            version = self._edit(message.sender, self.group, said)

            def turn(_of: Customer, _case: Case) -> None:
                if said.case is not None and not said.is_withdrawn:
                    said.version = max(said.version, version)

            self._by_operator(message.thread, turn)

    def reacts(self, who: int, pick: int) -> None:
        """A reaction to what stands in a topic."""
        thread = self._topic(pick)
        line = None if thread is None else self._picked(self._lines(self.group, thread), pick)
        if line is not None:
            emoji = self._react(self.operators[who % 2], self.group, line, pick)
            self._due[self.group].append(lambda: self._reacted(line, emoji, self.group))

    def commands(self, who: int, pick: int) -> None:
        """A command about the case, or about a message."""
        thread = self._topic(pick // 4)
        if thread is None:
            return
        words = ("/chiudi senza stelle", "/riapri", "/prendo", "/ritira")[pick % 4]
        own = [
            each
            for each in self._operators_own(self.said.values())
            if self.world.rooms[self.group].messages[each.number].thread == thread
        ]
        said = own[pick % len(own)] if own and words == "/ritira" else None
        self.world.send(
            self.operators[who % 2],
            Words(plain(words)),
            chat_id=self.group,
            thread=thread,
            reply_to=said.number if said else 0,
        )

        def turn(of: Customer, case: Case) -> None:
            match words:
                case "/chiudi senza stelle":
                    of.is_closed(case)
                case "/riapri":
                    of.is_reopened(case)
                case "/ritira" if said is not None:
                    of.is_withdrawn(said)
                case _:
                    pass

        self._by_operator(thread, turn)

    def tears_down(self, _who: int, pick: int) -> None:
        """Somebody deletes a topic with all its messages."""
        thread = self._topic(pick)
        if thread is not None and pick % 2:
            for line in self._lines(self.group, thread):
                if line.sender_id == self.world.bot.id:
                    for token, _ in carried(line):
                        self.said[token].is_lost = True
            topics.deletes(self.world, self.group, thread)

    # --- in the model

    def takes_turns(self, chat_id: int) -> None:
        """Take the turns of a chat in the model, as the bot does now."""
        due, self._due[chat_id] = self._due[chat_id], []
        for turn in due:
            turn()

    def _by_customer(self, person: Person, turn: Callable[[Customer], object]) -> None:
        self._due[person.id].append(lambda: void(turn(self.customers[person.id])))

    def _by_operator(self, thread: int, turn: Callable[[Customer, Case], object]) -> None:
        def take() -> None:
            case = self._threads.get(thread)
            if case is not None:
                turn(self.customers[case.person_id], case)

        self._due[self.group].append(take)

    def _answering(self, said: Said, line: Line | None, chat_id: int) -> list[Said]:
        if line is not None:
            said.answers = self._meant(line, chat_id)
        return [said]

    def _meant(self, line: Line, chat_id: int) -> Said | None:
        """The message that a line is, or whose copy it is, as far as the record knows it."""
        for each in self.said.values():
            if each.number == line.id and self._is_in(each, chat_id):
                return each if each.case is not None or each.is_note else None
        tokens = carried(line)
        is_known = (chat_id, line.id) in self._known
        return self.said[tokens[-1][0]] if tokens and is_known else None

    def _is_in(self, said: Said, chat_id: int) -> bool:
        is_operators = said.token.startswith("op")
        if chat_id == self.group:
            return is_operators
        return said.token.startswith(f"{self.names[chat_id]}-")

    def _reacted(self, line: Line, emoji: str | None, chat_id: int) -> None:
        said = self._meant(line, chat_id)
        if said is None or said.is_note:
            return
        is_own = self._is_in(said, chat_id)
        if chat_id == self.group and is_own:
            return
        said.reaction = emoji

    # --- in the world

    def _new(self, person_id: int) -> Said:
        self._count += 1
        said = Said(f"{self.names.get(person_id, 'op')}-{self._count}", 0)
        self.said[said.token] = said
        return said

    def _new_ones(self, person_id: int, pick: int) -> list[Said]:
        return [self._new(person_id) for _ in range(1 + pick % 2)]

    def _album(self, person: Person, chat_id: int, said: list[Said], thread: int) -> list[Said]:
        photos = [Picture(self.world.keep_file(b"x", "photo"), 1, 1, 1, plain(each.words)) for each in said]
        if len(photos) == 1:
            said[0].number = self.world.send(person, photos[0], chat_id=chat_id, thread=thread).id
            return said
        for each, message in zip(
            said, self.world.send_album(person, tuple(photos), chat_id=chat_id, thread=thread), strict=True
        ):
            each.number, each.album = message.id, message.album
        return said

    def _edit(self, person: Person, chat_id: int, said: Said) -> int:
        now = self.world.rooms[chat_id].messages[said.number].body.text
        version = int(_TOKEN.findall(now)[0][1]) + 1
        prefix = "// " if now.startswith("//") else ""
        words = f"{prefix}qwx {said.token}.{version}"
        self.world.edit(person, said.number, Words(plain(words)), chat_id=chat_id)
        return version

    def _react(self, person: Person, chat_id: int, line: Line, pick: int) -> str | None:
        emoji = _EMOJI[pick % len(_EMOJI)]
        reactions.reacts(self.world, person, chat_id, line.id, emoji)
        return emoji

    def _texts(self, person_id: int) -> list[Said]:
        room = self.world.rooms[person_id or self.group]
        name = self.names.get(person_id, "op")
        return [
            each
            for each in self.said.values()
            if each.token.startswith(f"{name}-")
            and each.number in room.messages
            and isinstance(room.messages[each.number].content, Words)
            and self.telegram.demo.clock.seconds() - room.messages[each.number].date < _EDITABLE_S
        ]

    def _operators_own(self, said: Iterable[Said]) -> list[Said]:
        room = self.world.rooms[self.group]
        return [each for each in said if each.token.startswith("op-") and each.number in room.messages]

    def _topic(self, pick: int) -> int | None:
        there = sorted(thread for thread in self._topics if thread in self.world.rooms[self.group].topics)
        return there[pick % len(there)] if there else None

    def _lines(self, chat_id: int, thread: int = 0) -> tuple[Line, ...]:
        return self.telegram.transcript(self.world.rooms[chat_id].chat, thread)

    @staticmethod
    def _picked(lines: Sequence[Line], pick: int) -> Line | None:
        return lines[-1 - pick % min(8, len(lines))] if lines else None

    # --- what has to stand there

    def faults(self, doubts: Counter[str]) -> list[str]:
        """What does not stand as it should; ``doubts``: how often each was under way when a bot died."""
        return [fault for of in self.customers.values() for fault in self._faults_of(of, doubts)]

    def _faults_of(self, of: Customer, doubts: Counter[str]) -> Iterator[str]:
        bot, name = self.world.bot.id, self.names[of.person_id]
        private = self._lines(of.person_id)
        by_bot = [line for line in private if line.sender_id == bot]
        threads = [thread for thread, person_id in self._topics.items() if person_id == of.person_id]
        topic = [line for thread in threads for line in self._lines(self.group, thread)]
        in_topic = [line for line in topic if line.sender_id == bot]
        yield from _sides(f"chat of {name}", by_bot, of.heard, doubts)
        yield from _sides(f"topic of {name}", in_topic, of.written, doubts)
        yield from self._crossed(of, private, topic)
        for said in of.heard:
            found = [line for line in by_bot if said.token in dict(carried(line))]
            read = {dict(carried(line))[said.token] for line in found}
            if read and not said.is_withdrawn and said.version not in read:
                yield f"{said.token}: the customer reads another version than {said.version}: {found}"
            yield from self._reply(said, found, private)
            shown = [line for line in topic if line.id == said.number]
            if shown and said.case and not said.is_withdrawn and not said.album:
                yield from _marked(said, shown, bot, said.reaction or _DELIVERED)
        for said in of.written:
            found = [line for line in in_topic if said.token in dict(carried(line))]
            seen = {int(v) for line in in_topic for t, v in _TOKEN.findall(line.html) if t == said.token}
            if found and said.version not in seen:
                yield f"{said.token}: operators do not see version {said.version}"
            yield from self._reply(said, found, topic)

    def _crossed(self, of: Customer, private: Sequence[Line], topic: Sequence[Line]) -> Iterator[str]:
        own = {each.token for each in (*of.written, *of.heard)}
        for line in private:
            for token, _ in carried(line):
                if token not in own and not token.startswith(self.names[of.person_id]):
                    yield f"{token} is read by {of.person_id}: {line}"
        others = {name for number, name in self.names.items() if number != of.person_id}
        for line in topic:
            for token, _ in _TOKEN.findall(line.html):
                if token.split("-")[0] in others:
                    yield f"{token} stands in a topic of {of.person_id}: {line}"

    def _reply(self, said: Said, found: Sequence[Line], here: Sequence[Line]) -> Iterator[str]:
        """An answer stays one, where what it answers stands on the other side."""
        target = said.answers
        if (
            target is None
            or not found
            or target.is_withdrawn
            or target.is_lost
            or target.case is not said.case
        ):
            return
        is_operators, is_of_operator = said.token.startswith("op-"), target.token.startswith("op-")
        if is_operators != is_of_operator:
            wanted = {line.id for line in here if line.id == target.number}
        elif is_operators:
            return  # Whether it was across already is a matter of moments.
        else:
            wanted = {line.id for line in here if target.token in dict(carried(line))}
        if wanted and not any(line.reply_to in wanted for line in found):
            yield f"{said.token} answers {target.token}, but stands there as {found}, wanted {wanted}"


def _sides(
    where: str, lines: Sequence[Line], expected: Sequence[Said], doubts: Counter[str]
) -> Iterator[str]:
    """All that crossed stands there: once, or as often more as it was under way at a death; and in order."""
    places = {said.token: place for place, said in enumerate(expected)}
    shown = [token for line in lines for token, _ in carried(line)]
    counts = Counter(shown)
    for said in expected:
        least = 0 if said.is_withdrawn or said.is_lost else 1
        most = least + doubts[said.token]
        if not least <= counts[said.token] <= most:
            yield f"{where}: {said.token} stands there {counts[said.token]} times, not {least} to {most}"
    for token in counts:
        if token not in places:
            yield f"{where}: {token} does not belong there"
    # A copy may follow the whole row that it is of: texts that were joined, an album.
    for seen in (list(dict.fromkeys(shown)), list(dict.fromkeys(reversed(shown)))[::-1]):
        order = [places[token] for token in seen if token in places]
        if order != sorted(order):
            yield f"{where}: out of order: {shown}"


def _marked(said: Said, shown: Sequence[Line], bot: int, wanted: str) -> Iterator[str]:
    given = [emoji for line in shown for actor, emoji in line.reactions if actor == bot]
    if given != [wanted]:
        yield f"{said.token} bears {given}, not {wanted}"


def void(_: object) -> None:
    """Take a value that means nothing."""
