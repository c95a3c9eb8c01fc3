from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.fields import EncryptedJSONField
from election_office.core.models import Placed, lies_in, who
from election_office.documents import kinds
from election_office.documents.kinds import Place
from election_office.law.dates import cn_date, cn_date_formal


class NumberSeriesQuerySet(models.QuerySet["NumberSeries"]):
    def visible_to(self, user: User) -> NumberSeriesQuerySet:
        """Series of the user's own areas; a township's are not its villages'."""
        if not user.is_active:
            return self.none()
        return self.filter(lies_in(user.areas_in_view(), "area_code"))


class NumberSeries(models.Model):
    """The last number given in one series of one area. Locked while the next is taken."""

    area_code = models.CharField("区划代码", max_length=12)
    series = models.CharField("序列", max_length=60)
    scope = models.CharField("起算范围", max_length=60)
    last = models.PositiveIntegerField("末号", default=0)

    objects = NumberSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = "文号序列"
        verbose_name_plural = "文号序列"
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "series", "scope"],
                name="documents_numberseries_unique",
                violation_error_message="该文号序列已存在。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.series} {self.scope} #{self.last}"

    @property
    def counted_from(self) -> str:
        """Where counting starts again, in words."""
        return f"{self.scope}年" if self.scope.isdecimal() else "本届选举"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> DocumentQuerySet:
        """Only papers of the user's own area, of kinds they may read."""
        held: dict[tuple[str, ...], list[str]] = defaultdict(list)
        if user.is_active:
            for name in sorted(user.permission_names):
                held[tuple(user.areas(Permission(name)))].append(name)
        fence = Q(pk__in=[])
        for areas, permissions in held.items():
            fence |= Q(view_permission__in=permissions) & lies_in(areas, "area_code")
        return self.filter(fence)

    def for_election(self, election_id: int) -> DocumentQuerySet:
        return self.filter(election_id=election_id)

    def in_force(self) -> DocumentQuerySet:
        """Neither replaced nor revoked."""
        return self.exclude(state__in=Document.WITHDRAWN)

    def to_be_posted(self) -> DocumentQuerySet:
        """In force, made to hang somewhere, and not hanging at every required place yet."""
        return self.in_force().filter(fully_posted_on__isnull=True).exclude(places=[])

    def with_places_posted(self) -> DocumentQuerySet:
        """Each row knows ``places_posted``: at how many places the paper has hung."""
        # Counted for the rows that are shown, not for every paper there is.
        hung = Posting.objects.valid().filter(document=models.OuterRef("pk")).order_by().values("document")
        counted = hung.annotate(places=models.Count("place_key", distinct=True)).values("places")
        return self.annotate(places_posted=Coalesce(models.Subquery(counted, models.IntegerField()), 0))

    def untrue(self) -> DocumentQuerySet:
        """In force, and saying what is no longer so: a correction must be issued."""
        return self.in_force().filter(untrue_since__isnull=False)

    def of_kind(self, *codes: str) -> DocumentQuerySet:
        return self.filter(kind__in=codes)


class Document(models.Model):
    """One paper the office has issued: its number, and the facts as they stood that day.

    PDF and Word file are made from ``facts`` alone. A mistake is put right by a second document
    that replaces this one. Written only by ``documents.actions``; never deleted.
    """

    class State(models.TextChoices):
        ISSUED = "issued", "已签发"
        POSTED = "posted", "已张贴"
        TAKEN_DOWN = "taken_down", "已撤下"
        REPLACED = "replaced", "已被替代"
        REVOKED = "revoked", "已撤销"

    class FileStatus(models.TextChoices):
        PENDING = "pending", "正在生成"
        READY = "ready", "已生成"
        FAILED = "failed", "生成失败"

    WITHDRAWN = (State.REPLACED, State.REVOKED)

    kind = models.CharField("种类", max_length=60, db_index=True)
    number = models.CharField("文号", max_length=80, blank=True)
    number_scope = models.CharField("文号范围", max_length=60, editable=False)
    title = models.CharField("标题", max_length=200)
    issuer = models.CharField("落款单位", max_length=200, blank=True)
    area_code = models.CharField("区划代码", max_length=12, db_index=True)
    subject = models.CharField("所属事项", max_length=100, db_index=True)
    election_id = models.BigIntegerField("所属选举", null=True, blank=True, db_index=True)
    facts = EncryptedJSONField("内容", only_numbers=True)
    facts_version = models.PositiveSmallIntegerField("内容版本", default=1, editable=False)
    facts_sha256 = models.CharField("内容校验值", max_length=64)
    code = models.CharField("查验码", max_length=12, unique=True)
    verify_address = models.CharField("查验地址", max_length=200, blank=True)
    verify_place = models.CharField("查验地点", max_length=40, blank=True, editable=False)
    phone = models.CharField("咨询电话", max_length=20, blank=True, editable=False)
    chinese_date = models.BooleanField("成文日期用汉字数字", default=False, editable=False)
    view_permission = models.CharField("查看权限", max_length=40, default=Permission.VILLAGE_VIEW.value)
    public = models.BooleanField("对外公布", default=False)
    single = models.BooleanField("同一事项只有一份", default=False)
    places = models.JSONField("张贴地点", default=list, blank=True)
    state = models.CharField("状态", max_length=12, choices=State, default=State.ISSUED)
    dated = models.DateField("成文日期")
    issued_at = models.DateTimeField("签发时间")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="签发人"
    )
    first_posted_on = models.DateField("最早张贴日期", null=True, blank=True)
    fully_posted_on = models.DateField("全部张贴日期", null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="替代"
    )
    replaced_reason = models.CharField("更正原因", max_length=500, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤销人",
    )
    revoked_reason = models.CharField("撤销原因", max_length=500, blank=True)
    file_status = models.CharField(
        "文件", max_length=10, choices=FileStatus, default=FileStatus.PENDING, db_index=True
    )
    file_problem = models.CharField("生成失败原因", max_length=500, blank=True)
    pdf = models.FileField("PDF", upload_to="documents/%Y/%m/", max_length=200, blank=True)
    pdf_sha256 = models.CharField("PDF校验值", max_length=64, blank=True)
    pages = models.PositiveIntegerField("页数", null=True, blank=True)
    # Sheet, type and distance of lines of the PDF: the Word file is set in the same. Empty on older papers.
    form = models.CharField("版式", max_length=20, blank=True, editable=False)
    # What it says and is no longer so, in words ("选举日"); empty while every printed fact holds.
    untrue: models.JSONField[list[str], list[str]] = models.JSONField(
        "与现行事实不符", default=list, blank=True, editable=False
    )
    untrue_since = models.DateTimeField("不符起始时间", null=True, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "公文"
        verbose_name_plural = "公文"
        ordering = ["-issued_at", "-pk"]
        indexes = [
            models.Index(fields=["area_code", "-issued_at"], name="documents_document_area_newest"),
            models.Index(fields=["-issued_at", "-id"], name="documents_document_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "number_scope", "number"],
                condition=~Q(number="") & ~Q(state__in=["replaced", "revoked"]),
                name="documents_document_number_once",
                violation_error_message="此文号已用于另一份有效公文。",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(single=True) & ~Q(state__in=["replaced", "revoked"]),
                name="documents_document_single_in_force",
                violation_error_message="此事项已有一份同类公文有效；有误的，请在原公文上办理更正。",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, revoked_reason="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_reason="")),
                name="documents_document_revoked_at_by_and_why",
                violation_error_message="撤销须同时记明时间、经办人和原因。",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaced_reason=""),
                name="documents_document_replaces_with_reason",
                violation_error_message="更正公文须写明原因。",
            ),
            models.CheckConstraint(
                condition=~Q(replaces=F("id")),
                name="documents_document_replaces_another",
                violation_error_message="公文不能替代自身。",
            ),
            models.CheckConstraint(
                condition=~Q(file_status="ready") | (~Q(pdf="") & ~Q(pdf_sha256="")),
                name="documents_document_ready_has_file",
                violation_error_message="文件已生成时须有文件和校验值。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）" if self.number else self.title

    def get_absolute_url(self) -> str:
        return reverse("documents:detail", args=[self.pk])

    @property
    def place_list(self) -> list[Place]:
        return [Place(**place) for place in self.places]

    @property
    def posted_share(self) -> str:
        """已贴2/3处, for rows read with ``with_places_posted``."""
        return f"已贴{getattr(self, 'places_posted', 0)}/{len(self.places)}处"

    @property
    def required_keys(self) -> set[str]:
        return {place.key for place in self.place_list if place.required}

    @property
    def standing(self) -> str:
        """The state as badges show it: posted only when every place that must have it has had it."""
        partly = self.state == self.State.POSTED and self.required_keys and self.fully_posted_on is None
        return "partly_posted" if partly else self.state

    def get_standing_display(self) -> str:
        return "未贴全" if self.standing == "partly_posted" else self.get_state_display()

    @property
    def is_withdrawn(self) -> bool:
        return self.state in self.WITHDRAWN

    @property
    def needs_correction(self) -> bool:
        """Whether it is in force and says what is no longer so."""
        return self.untrue_since is not None and not self.is_withdrawn

    @property
    def kind_title(self) -> str:
        kind = kinds.find(self.kind)
        return kind.title if kind else self.kind

    @property
    def has_word_file(self) -> bool:
        kind = kinds.find(self.kind)
        return kind is not None and kind.has_word

    @property
    def is_read_aloud(self) -> bool:
        """Whether there is a script of it: it hangs on walls and is in force."""
        kind = kinds.find(self.kind)
        hangs = kind is not None and kind.notice is not None and bool(kind.places and kind.compose)
        return hangs and not self.is_withdrawn

    @property
    def dated_words(self) -> str:
        """The date as it stands on the paper."""
        return cn_date_formal(self.dated) if self.chinese_date else cn_date(self.dated)

    @property
    def shown_code(self) -> str:
        """The code as it is printed: two halves, easier to type."""
        return f"{self.code[:5]}-{self.code[5:]}"


class PostingQuerySet(models.QuerySet["Posting"]):
    def valid(self) -> PostingQuerySet:
        """Postings that really took place: an entry made by mistake is void and counts for nothing."""
        return self.filter(voided_at__isnull=True)

    def hanging(self) -> PostingQuerySet:
        return self.valid().filter(taken_down_at__isnull=True)


class Posting(models.Model):
    """One paper really hung at one place: when, by whom, with what photograph.

    ``posted_at`` is when it was hung, ``recorded_at`` when that was entered here; both are shown.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="postings", verbose_name="公文")
    place_key = models.CharField("地点代号", max_length=60)
    place_name = models.CharField("张贴地点", max_length=100)
    posted_at = models.DateTimeField("张贴时间")
    posted_by = models.CharField("张贴人", max_length=50)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    photo = models.FileField("照片", upload_to="postings/%Y/%m/", max_length=200, blank=True)
    photo_sha256 = models.CharField("照片校验值", max_length=64, blank=True)
    photo_taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    taken_down_at = models.DateTimeField("撤下时间", null=True, blank=True)
    taken_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤下登记人",
    )
    taken_down_reason = models.CharField("撤下原因", max_length=200, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="作废人",
    )
    voided_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = "张贴记录"
        verbose_name_plural = "张贴记录"
        ordering = ["posted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "place_key"],
                condition=Q(taken_down_at__isnull=True, voided_at__isnull=True),
                name="documents_posting_once_per_place",
                violation_error_message="此处已登记张贴，尚未撤下。",
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at__isnull=True, taken_down_by__isnull=True)
                | Q(taken_down_at__isnull=False, taken_down_by__isnull=False),
                name="documents_posting_taken_down_at_and_by",
                violation_error_message="撤下须同时记明时间和经办人。",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, voided_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(voided_reason="")),
                name="documents_posting_voided_at_by_and_why",
                violation_error_message="登记作废须同时记明时间、经办人和原因。",
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at__isnull=True) | Q(taken_down_at__gte=F("posted_at")),
                name="documents_posting_down_after_up",
                violation_error_message="撤下时间不能早于张贴时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_name} {timezone.localtime(self.posted_at):%Y-%m-%d %H:%M}"

    @property
    def area_code(self) -> str:
        return self.document.area_code

    @property
    def posted_on(self) -> date:
        """The local day it was hung: what deadlines count from."""
        return timezone.localdate(self.posted_at)


class ReturnedCopy(Placed):
    """A Word copy of a paper with another look and the same words: how it really hung. Never changed."""

    place = "document__area_code"

    document = models.ForeignKey(Document, models.PROTECT, related_name="copies", verbose_name="公文")
    file = models.FileField("张贴稿", upload_to="copies/%Y/%m/", max_length=200)
    sha256 = models.CharField("张贴稿校验值", max_length=64)
    pictures = models.PositiveIntegerField("正文中的图片", default=0)
    note = models.CharField("说明", max_length=200, blank=True)
    uploaded_by = who("上传人")

    class Meta:
        verbose_name = "张贴稿"
        verbose_name_plural = "张贴稿"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "sha256"],
                name="documents_returned_copy_once",
                violation_error_message="这个文件已经收存。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document}张贴稿"
