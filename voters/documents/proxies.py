"""委托投票: the card the agent brings, the letter both sign."""

from __future__ import annotations

from typing import Any

from election_office.accounts.permissions import Permission
from election_office.documents.kinds import DocumentKind, register
from election_office.documents.paper import Fields, Paper, Para, Signatures
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages.documents import heading_facts
from villages.models import Election
from voters.models import Proxy


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
