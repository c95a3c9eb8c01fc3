"""Who may do what: roles are code, read in review. Who holds a role, and where, is data."""

from enum import StrEnum, auto

from django.db import models


class Permission(StrEnum):
    VILLAGE_VIEW = auto()  # read a village's pages, without personal numbers
    VILLAGE_EDIT = auto()  # villages, groups, people, kinship
    NUMBERS_VIEW = auto()  # unmask one ID or phone number; each time is recorded
    CYCLE_PLAN = auto()  # make and approve the township's plan, fix election days and posts
    RULES_OVERLAY = auto()  # enter a local value with its paper, and texts of the province
    STEP_RECORD = auto()  # record what was done for a step
    STEP_EXPLAIN = auto()  # explain a missed limit
    STEP_URGE = auto()  # remind whoever a step waits for
    DEFER_REQUEST = auto()
    DEFER_APPROVE = auto()
    DOCUMENT_ISSUE = auto()
    DOCUMENT_POST = auto()  # posting evidence
    ROLL_EDIT = auto()  # register, import, objections, cards
    ROLL_CONFIRM = auto()  # freeze and publish a version, supplements
    PROXY_EDIT = auto()
    CANDIDATE_EDIT = auto()
    BALLOT_EDIT = auto()  # boxes, ballots issued and recovered
    COUNT_ENTER = auto()
    COUNT_DECIDE = auto()  # differences, doubtful ballots, declaring the result
    SUPERVISE = auto()  # inspections, talks, petitions
    REVIEW = auto()  # a department's own opinion on a person sent to it
    REVIEW_DECIDE = auto()  # the township's part of the joint review: sending, 考察, the decision, reopening
    TOLERANCE_DECIDE = auto()  # 容错纠错: the county's alone
    ARCHIVE_MAKE = auto()  # make and fetch whole archives, record what was destroyed
    AUDIT_VIEW = auto()
    STAFF_MANAGE = auto()  # accounts and assignments below one's own place
    PLACES_MANAGE = auto()  # townships, departments of the joint review
    SYSTEM_MANAGE = auto()  # backups, clock: how the office itself runs


class Role(models.TextChoices):
    COUNTY_SUPERVISOR = "county_supervisor", "县换届办"
    TOWNSHIP_OFFICER = "township_officer", "镇换届办"
    GUIDANCE_MEMBER = "guidance_member", "指导组成员"
    DEPARTMENT_REVIEWER = "department_reviewer", "联审单位"
    VILLAGE_CLERK = "village_clerk", "村选举委员会经办人"
    COUNT_CLERK = "count_clerk", "计票录入员"
    OBSERVER = "observer", "监督员"


GRANTS: dict[str, frozenset[Permission]] = {
    Role.COUNTY_SUPERVISOR: frozenset(
        {
            Permission.VILLAGE_VIEW,
            Permission.RULES_OVERLAY,  # where the law leaves room, the county chooses
            Permission.STEP_URGE,
            Permission.DEFER_APPROVE,
            Permission.TOLERANCE_DECIDE,
            Permission.AUDIT_VIEW,
            Permission.SUPERVISE,
            Permission.STAFF_MANAGE,  # somebody must make the townships' officers
            Permission.PLACES_MANAGE,
            Permission.SYSTEM_MANAGE,
        }
    ),
    # What the law gives to the county is not the township's; an opinion is the department's own.
    Role.TOWNSHIP_OFFICER: frozenset(Permission)
    - {Permission.DEFER_APPROVE, Permission.TOLERANCE_DECIDE, Permission.REVIEW},
    Role.GUIDANCE_MEMBER: frozenset({Permission.VILLAGE_VIEW, Permission.STEP_URGE, Permission.SUPERVISE}),
    Role.DEPARTMENT_REVIEWER: frozenset({Permission.REVIEW}),
    Role.VILLAGE_CLERK: frozenset(
        {
            Permission.VILLAGE_VIEW,
            Permission.VILLAGE_EDIT,
            Permission.NUMBERS_VIEW,
            Permission.STEP_RECORD,
            Permission.STEP_URGE,
            Permission.DOCUMENT_ISSUE,
            Permission.DOCUMENT_POST,
            Permission.ROLL_EDIT,
            Permission.ROLL_CONFIRM,
            Permission.PROXY_EDIT,
            Permission.CANDIDATE_EDIT,
            Permission.BALLOT_EDIT,
        }
    ),
    Role.COUNT_CLERK: frozenset({Permission.VILLAGE_VIEW, Permission.COUNT_ENTER}),
    Role.OBSERVER: frozenset({Permission.VILLAGE_VIEW}),
}


class Duty(models.TextChoices):
    """What an officer does of the office, where duties are held apart (OFFICE_DUTIES_APART)."""

    BUSINESS = "business", "换届业务"
    SYSTEM = "system", "系统管理"
    SECURITY = "security", "安全管理"
    AUDIT = "audit", "审计管理"


# The three duties that 等级保护 wants in three hands, and what each of them may; the rest is the business.
DUTY_GRANTS: dict[str, frozenset[Permission]] = {
    Duty.SYSTEM: frozenset({Permission.SYSTEM_MANAGE}),
    Duty.SECURITY: frozenset({Permission.STAFF_MANAGE}),
    Duty.AUDIT: frozenset({Permission.AUDIT_VIEW}),
}
GUARDED = frozenset().union(*DUTY_GRANTS.values())


def granted(role: str, duty: str, *, apart: bool) -> frozenset[Permission]:
    """What a post gives. A post of the time before duties were held apart is one of the business."""
    whole = GRANTS[role]
    if not apart:
        return whole
    return whole & DUTY_GRANTS[duty] if duty in DUTY_GRANTS else whole - GUARDED
