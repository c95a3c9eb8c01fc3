"""委托投票: the list that is posted, the card the agent brings, the letter both sign."""

from __future__ import annotations

from typing import Any

from election_office.accounts.permissions import Permission
from election_office.documents.kinds import DocumentKind, Place, register
from election_office.documents.paper import Column, Fields, Paper, Para, Signatures, Table
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages import actions
from villages.documents import NOTICE_NUMBER, heading_facts
from villages.models import Election
from voters import queries
from voters.models import Proxy


def _places(election: Election) -> list[Place]:
    """Where the rulebook wants the list: the village's board, and every group's where it says so."""
    everywhere = election.rulebook.value("proxy_places") == "village_and_groups"
    return [
        Place(place.key, place.name, required=everywhere or place.key == "village")
        for place in election.village.places()
    ]


def _notice_facts(election: Election) -> dict[str, Any]:
    book, proxies = election.rulebook, queries.proxies_in_force(election)
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会换届选举委托投票名单公告",
        "by": str(book.cite("proxy_ground")),
        "most": book.value("proxy_max"),
        "day_words": cn_date(election.election_day),
        # By these numbers the pages tell which proxies people have been told of.
        "numbers": [proxy.number for proxy in proxies],
        "pairs": [
            [
                proxy.principal.person.name,
                proxy.principal.place,
                proxy.agent.person.name,
                proxy.agent.place,
                proxy.relation_label,
            ]
            for proxy in proxies
        ],
    }


def _notice_paper(facts: dict[str, Any]) -> Paper:
    if not facts["pairs"]:
        blocks: tuple[Any, ...] = (
            Para(
                f"本村{facts['term']}村民委员会换届选举定于{facts['day_words']}举行。"
                "到委托投票办理截止之日，本村无委托投票。现予公布。"
            ),
        )
    else:
        rows = [[str(number), *pair] for number, pair in enumerate(facts["pairs"], start=1)]
        columns = (
            Column("序号", 0.7),
            Column("委托人", 1.6),
            Column("村民小组", 1.8),
            Column("受委托人", 1.6),
            Column("村民小组", 1.8),
            Column("受委托人是委托人的", 2),
        )
        blocks = (
            Para(
                f"根据{facts['by']}，经{facts['committee']}审核，{facts['day_words']}选举时下列"
                f"{len(rows)}人委托他人投票，现将委托人和受委托人名单公布如下："
            ),
            Table(columns, rows),
            Para(
                f"每一受委托人接受委托不超过{cn_number(facts['most'])}人；受委托人凭委托投票证领取选票，"
                "按照委托人的意愿投票，不得再委托他人。"
            ),
        )
    return Paper(title=facts["title"], blocks=blocks, signature=(facts["committee"],))


PROXY_NOTICE = register(
    DocumentKind(
        code="voters.proxy_notice",
        title="委托投票名单公告",
        facts=_notice_facts,
        compose=_notice_paper,
        number_rule=NOTICE_NUMBER,
        places=_places,
        public=True,
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
        on_posted=actions.notice_posted,
        on_voided=actions.notice_voided,
        on_revoked=actions.notice_withdrawn,
    )
)


def _proxy_facts(proxy: Proxy) -> dict[str, Any]:
    election, book = proxy.election, proxy.election.rulebook
    held = list(
        Proxy.objects.filter(agent=proxy.agent).in_force().order_by("number").values_list("pk", flat=True)
    )
    return heading_facts(election) | {
        "card": book.words.card,
        "number": f"{proxy.number:04d}",
        "day_words": cn_date(election.election_day),
        "place": election.polling_place,
        "requested_on": cn_date(proxy.requested_on),
        "ground": proxy.get_ground_display(),
        "detail": proxy.detail,
        "form": proxy.get_form_display(),
        "witnesses": proxy.witnesses,
        "id_copy": "已留存身份证复印件并核对号码" if proxy.id_copy_kept else "",
        "relation": proxy.relation_label,
        "principal": proxy.principal.person.name,
        "principal_group": proxy.principal.place,
        "principal_serial": str(proxy.principal.serial or ""),
        "agent": proxy.agent.person.name,
        "agent_group": proxy.agent.place,
        "agent_serial": str(proxy.agent.serial or ""),
        "running": held.index(proxy.pk) + 1 if proxy.pk in held else 0,
        "most": book.value("proxy_max"),
        "card_taken_back": proxy.card_taken_back,
        "unpublished_void": book.value("proxy_unpublished_void"),
        "by": str(book.cite("proxy_ground")),
    }


def _card_facts(proxy: Proxy) -> dict[str, Any]:
    return _proxy_facts(proxy) | {"title": "委托投票证"}


PROXY_CARD = register(
    DocumentKind(
        code="voters.proxy_card",
        title="委托投票证",
        facts=_card_facts,
        template="print/voters/proxy_card.html",
        permission=Permission.PROXY_EDIT,
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
    )
)


def _letter_facts(proxy: Proxy) -> dict[str, Any]:
    return _proxy_facts(proxy) | {"title": "委托投票委托书"}


def _telephone(facts: dict[str, Any]) -> list[Para]:
    """Who heard a request by telephone; papers issued before the copy was recorded have no such fact."""
    if not facts.get("witnesses"):
        return []
    kept = f"，{facts['id_copy']}" if facts.get("id_copy") else ""
    return [Para(f"电话委托由村民选举委员会成员{facts['witnesses']}免提接听并签字{kept}。")]


def _letter_paper(facts: dict[str, Any]) -> Paper:
    """The letter filled in for both to sign; empty facts leave lines to write on."""
    return Paper(
        title=facts["title"],
        blocks=(
            Para(f"{facts['committee']}：", indent=False),
            Para(
                f"本人因{facts['ground']}，不能参加{facts['day_words']}举行的{facts['village']}{facts['term']}"
                "村民委员会换届选举投票，现委托下列人员代为投票，按照本人的意愿投票。委托事项为本次选举"
                "全部职位的投票。"
            ),
            Fields(
                (
                    ("委托人", facts["principal"]),
                    ("村民小组", facts["principal_group"]),
                    ("受委托人", facts["agent"]),
                    ("村民小组", facts["agent_group"]),
                    ("双方关系", facts["relation"]),
                    ("联系电话", ""),
                    ("委托形式", facts["form"]),
                    ("原因说明", facts["detail"]),
                ),
                per_line=2,
            ),
            Para(
                f"受委托人承诺：本人不是候选人，接受委托不超过{cn_number(facts['most'])}人（本次为第"
                f"{facts['running'] or '　'}人），按照委托人的意愿投票，不再委托他人（依据：{facts['by']}）。"
            ),
            *_telephone(facts),
            Signatures(("委托人签名", "受委托人签名"), per_line=2),
            Signatures(("审核人", "审核人", "日期"), per_line=3),
        ),
        page_numbers=False,
    )


PROXY_LETTER = register(
    DocumentKind(
        code="voters.proxy_letter",
        title="委托投票委托书",
        facts=_letter_facts,
        compose=_letter_paper,
        permission=Permission.PROXY_EDIT,
        single=True,
        signed_by=lambda facts: str(facts["committee"]),
    )
)


def blank_letter_facts(election: Election) -> dict[str, Any]:
    """The same letter with lines instead of names, to be handed out."""
    empty = dict.fromkeys(
        (
            "principal", "principal_serial", "principal_group", "agent", "agent_serial",
            "agent_group", "relation", "detail", "form",
        ),
        "",
    )  # fmt: skip
    book = election.rulebook
    return heading_facts(election) | {
        **empty,
        "title": "委托投票委托书",
        "day_words": cn_date(election.election_day),
        "ground": "　　　　　　　　",
        "running": 0,
        "most": book.value("proxy_max"),
        "by": str(book.cite("proxy_ground")),
    }
