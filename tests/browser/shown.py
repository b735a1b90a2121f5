"""The pages that are looked at: one line each. What is in braces comes from the world."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from shared.chassis.access import Principal
from tests.browser import council, world


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of the house, and who looks at it."""

    address: str
    who: Principal | None = None
    status: int = 200

    def looker(self, made: Mapping[str, str]) -> Principal | None:
        """Who looks at it, with the account the world has for somebody in that role."""
        if self.who is None or self.who not in world.PEOPLE:
            return self.who
        return replace(self.who, account=UUID(made[self.who.grants[0].role]))

    def __str__(self) -> str:
        """Its name, for reports and for the pictures of it."""
        return self.address + (f" {self.who.grants[0].role}" if self.who else "")


PAGES: tuple[Shown, ...] = (
    Shown("/components"),
    Shown("/nowhere", status=404),
    Shown("/nowhere", world.OFFICER, status=404),
    Shown("/reports", world.LEADER),
    Shown("/nodes", world.LEADER),
    Shown("/units", world.ADMINISTRATOR),
    Shown("/units/{merged}", world.ADMINISTRATOR),
    Shown("/units/{merged}/lineage", world.OFFICER),
    Shown("/units/tree", world.OFFICER),
    Shown("/sign-in"),
    Shown("/account", world.OFFICER),
    Shown("/account/password", world.OFFICER),
    Shown("/accounts", world.ADMINISTRATOR),
    Shown("/accounts/new", world.ADMINISTRATOR),
    Shown("/accounts/{reviewer}", world.ADMINISTRATOR),
    Shown("/accounts/tokens", world.ADMINISTRATOR),
    Shown("/audit", world.AUDITOR),
    Shown("/units?q=viet+hung", world.OFFICER),
    Shown("/units/phuc-loi", world.OFFICER),
    Shown("/units/phuc-loi/lineage", world.OFFICER),
    Shown("/units/checks", world.ADMINISTRATOR),
    Shown("/units/nodes", world.ADMINISTRATOR),
    Shown("/units/import", world.ADMINISTRATOR),
    Shown("/units/tree?on=2018-01-01", world.OFFICER),
    Shown("/units/changes/new?kind=merge&unit=sai-dong", world.ADMINISTRATOR),
    Shown("/units/changes/new?kind=split&unit=sai-dong", world.ADMINISTRATOR),
    Shown("/campaigns", world.LEADER),
    Shown("/campaigns/new", world.OFFICER),
    Shown("/campaigns/{campaign}", world.LEADER),
    Shown("/campaigns/{campaign}/units/sai-dong", world.OFFICER),
    Shown("/campaigns/{campaign}/plan?unit=sai-dong", world.OFFICER),
    Shown("/campaigns/{draft}/edit", world.OFFICER),
    Shown("/campaigns/{draft}/launch", world.LEADER),
    Shown("/duties", world.OFFICER),
    Shown("/plans/{plan}", world.OFFICER),
    Shown("/exemplars", world.OFFICER),
    Shown("/exemplars/new", world.OFFICER),
    Shown("/exemplars/{exemplar}", world.LEADER),
    Shown("/exemplars/{school_exemplar}", world.OFFICER),
    Shown("/exemplars/{person}", world.OFFICER),
    Shown("/exemplars/{school_exemplar}/checklist", world.OFFICER),
    Shown("/exemplars/{exemplar}/scoring", world.REVIEWER),
    Shown("/exemplars/{exemplar}/scoring", council.JUDGES[0]),
    Shown("/exemplars/{scored_exemplar}/scores", world.LEADER),
    Shown("/ballots", world.LEADER),
    Shown("/ballots/new", world.OFFICER),
    Shown("/ballots/{prepared_ballot}", world.OFFICER),
    Shown("/ballots/{open_ballot}", world.LEADER),
    Shown("/ballots/{open_ballot}/box?box=1", council.CLERKS[0]),
    Shown("/models", world.OFFICER),
    Shown("/models?q=hoa+giai", world.OFFICER),
    Shown("/models?q=khong+co+gi", world.OFFICER),
    Shown("/models/new", world.OFFICER),
    Shown("/models/{model}", world.OFFICER),
    Shown("/models/{model}", world.REVIEWER),
    Shown("/models/{recognised}", world.LEADER),
    Shown("/models/{new_model}/edit", world.OFFICER),
    Shown("/models/{model}/evidence", world.OFFICER),
    Shown("/models/{model}/review", world.REVIEWER),
    Shown("/models/{reviewed}/recognise", world.LEADER),
    Shown("/models/figures", world.OFFICER),
    Shown("/models/figures/import", world.OFFICER),
    Shown("/pledges", world.OFFICER),
    Shown("/pledges/count?unit=sai-dong&theme=T4", world.OFFICER),
    Shown("/commitments/count?unit=sai-dong", world.OFFICER),
    Shown("/inbox", world.OFFICER),
    Shown("/inbox?view=overdue", world.OFFICER),
    Shown("/cases/{case1}", world.OFFICER),
    Shown("/cases/{case3}", world.OFFICER),
    Shown("/cases/{merged_case}", world.LEADER),
    Shown("/cases/new", world.OFFICER),
    Shown("/cases/{case2}/receipt", world.OFFICER),
    Shown("/inbox?q=khong+co+gi", world.LEADER),
    Shown("/cases/{case5}/hand-over", world.OFFICER),
    Shown("/cases/{case5}/publish", world.OFFICER),
    Shown("/cases/{handed_case}/hand-over", world.OFFICER),
    Shown("/cases/decisions", world.LEADER),
    Shown("/cases/appeals", world.LEADER),
    Shown("/cases/appeals/{appeal}", world.LEADER),
    Shown("/cases/escalations", world.OFFICER),
    Shown("/categories", world.OFFICER),
    Shown("/categories?q=karaoke", world.ADMINISTRATOR),
    Shown("/categories/street_noise", world.ADMINISTRATOR),
    Shown("/categories/new?parent=env_sanitation", world.ADMINISTRATOR),
    Shown(
        "/routing-rules?category=env_waste&area=sai-dong&on=2026-11-28&hour=22:00",
        world.ADMINISTRATOR,
    ),
    Shown("/calendar", world.ADMINISTRATOR),
    Shown("/calendar", world.OFFICER),
    Shown("/routing-rules/new", world.ADMINISTRATOR),
    Shown("/dossiers", world.OFFICER),
    Shown("/dossiers?view=all", world.OFFICER),
    Shown("/dossiers?code=H26-KHONG-CO", world.OFFICER),
    Shown("/dossiers/at-risk", world.OFFICER),
    Shown("/dossiers/{dossier}", world.OFFICER),
    Shown("/dossiers/{asked_twice}", world.REVIEWER),
    Shown("/dossiers/{dossier_overdue}/steps/reschedule", world.OFFICER),
    Shown("/dossiers/import", world.LEADER),
    Shown("/petitions", world.OFFICER),
    Shown("/petitions/new", world.OFFICER),
    Shown("/petitions/{petition}", world.OFFICER),
    Shown("/dossier-status"),
    Shown("/dossier-status?code=000.21.14.H26-261109-0004"),
    Shown("/dossier-status?code=000.21.14.H26-261109-9999", status=422),
    Shown("/channels", world.LEADER),
    Shown("/channels", world.ADMINISTRATOR),
    Shown("/channels/import", world.OFFICER),
    Shown("/cases/photos/{photo}", world.LEADER),
    Shown("/letters", world.LEADER),
    Shown("/letters?view=silent", world.OFFICER),
    Shown("/letters?view=withdrawn", world.OFFICER),
    Shown("/letters/{signed_letter}", world.LEADER),
    Shown("/letters/{waiting_letter}", world.OFFICER),
    Shown("/letters/{silent_letter}", world.LEADER),
    Shown("/letters/new", world.OFFICER),
    Shown("/letters/templates?unit=sai-dong", world.LEADER),
    Shown("/letters/templates?unit=viet-hung", world.OFFICER),
    Shown("/public/models"),
    Shown("/public/models/{recognised}"),
    Shown("/public/exemplars"),
    Shown("/public/ballots"),
    Shown("/public/ballots/{open_ballot}"),
    Shown("/public/ballots/{closed_ballot}/results"),
    Shown("/send"),
    Shown("/send/{message_draft}"),
    Shown("/send/{message_draft}/where"),
    Shown("/send/{asked_draft}/where"),
    Shown("/send/{message_draft}/who"),
    Shown("/send/{sent_draft}/sent"),
    Shown("/send/not-a-draft", status=404),
    Shown("/follow"),
    Shown("/follow/{received_case}"),
    Shown("/follow/{interim_case}"),
    Shown("/follow/{resolved_case}"),
    Shown("/follow/{confirmed_case}"),
    Shown("/follow/{rated_case}"),
    Shown("/follow/{reopened_case}"),
    Shown("/follow/{rejected_case}"),
    Shown("/follow/XX-2222-2222", status=404),
)
"""Pages of the real node, as the world in `world.py` fills it."""

GALLERY = tuple(
    Shown(address, status=404 if address == "/refused" else 200)
    for address in (
        "/report/full",
        "/report/empty",
        "/report/zero",
        "/report/missing",
        "/report/ward",
        "/facts/20",
        "/facts/0",
        "/nodes/troubled",
        "/nodes/well",
        "/follow/handed-over",
        "/follow/merged",
        "/follow/closed",
        "/follow/transferred",
        "/follow/overdue",
        "/follow/poor",
        "/refused",
    )
)
"""States one seldom meets, drawn from scenes made up in `stories.py`."""
