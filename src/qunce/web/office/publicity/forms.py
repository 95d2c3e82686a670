"""Forms of what is made public; what they hold is looked at by the rules, not here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qunce.domain.campaigns.models import Campaign
from qunce.domain.organisations.models import Unit
from qunce.domain.publicity.models import Bulletin, Publication, Story
from qunce.web.office.forms import DayField
from qunce.web.shell.fields import WordsField


class PublicWordsForm(forms.Form):
    """A problem in the words everybody reads."""

    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    statement = WordsField(
        label=_("What is wrong"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    @property
    def words(self) -> tuple[str, str, str, str]:
        said = self.cleaned_data
        return (
            said["title"],
            said["statement"].strip(),
            said.get("outcome", "").strip(),
            said.get("reason", "").strip(),
        )


class PublicationForm(PublicWordsForm):
    outcome = WordsField(
        label=_("What was done"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shown when it is put right. What happened, and nobody's name."),
    )
    reason = WordsField(
        label=_("Why it cannot be solved for now"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shown as long as it cannot be solved."),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    @staticmethod
    def starting(publication: Publication) -> dict[str, Any]:
        """What is public; where nothing is yet, the office's own words to be read through."""
        problem = publication.problem
        return {
            "title": publication.title,
            "statement": publication.statement,
            "outcome": publication.outcome or problem.outcome or problem.done,
            "reason": publication.reason or problem.not_now_reason,
            "seen_version": publication.version,
        }


def _why() -> forms.CharField:
    return forms.CharField(
        label=_("Why is it withdrawn?"),
        max_length=300,
        required=False,
        help_text=_("For the office; the public page does not say it."),
    )


class WithdrawPublicationForm(forms.Form):
    why = _why()


class WithdrawStoryForm(forms.Form):
    why = _why()


class WithdrawBulletinForm(forms.Form):
    why = _why()


class StoryForm(forms.Form):
    """What a story says."""

    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    body = WordsField(
        label=_("What happened?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("What was wrong, what was done, how it is now. Nobody's name, no praise."),
    )
    residents_view = WordsField(
        label=_("What does somebody it concerns say?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In their own words, without a name, and only if they agreed."),
    )
    agreed_on = DayField(label=_("On which day did they agree?"), required=False)
    agreed_how = forms.CharField(
        label=_("How did they agree?"),
        max_length=200,
        required=False,
        help_text=_("By telephone, when visited …; not who."),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @staticmethod
    def starting(story: Story) -> dict[str, Any]:
        return {
            "title": story.title,
            "body": story.body,
            "residents_view": story.residents_view,
            "agreed_on": story.agreed_on,
            "agreed_how": story.agreed_how,
            "seen_version": story.version,
        }


class NewStoryForm(StoryForm):
    """Where it happened and what it is about, beside what it says."""

    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), empty_label=None
    )
    unit = forms.ModelChoiceField(label=_("Where did it happen?"), queryset=Unit.objects.none())
    about = forms.ChoiceField(label=_("What is it about?"), required=False)

    def __init__(
        self,
        campaigns: Any,
        units: Any,
        about: list[tuple[str, str]],
        *given: Any,
        **more: Any,
    ) -> None:
        super().__init__(*given, **more)
        self.fields["campaign"].queryset = campaigns  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["about"].choices = [("", _("Nothing on these lists")), *about]  # type: ignore[attr-defined]
        self.order_fields(["campaign", "unit", "about"])


class NewBulletinForm(forms.Form):
    """Of which days, under which name."""

    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), empty_label=None
    )
    from_on = DayField(label=_("First day"))
    until_on = DayField(label=_("Last day"))
    name = forms.CharField(
        label=_("Name of the bulletin"),
        max_length=60,
        required=False,
        help_text=_("Stands large at its head."),
    )
    compiled_by = forms.CharField(label=_("Made by"), max_length=80, required=False)

    def __init__(self, campaigns: Any, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["campaign"].queryset = campaigns  # type: ignore[attr-defined]


class BulletinForm(forms.Form):
    """Its head and foot; its sections are typed beside."""

    name = forms.CharField(label=_("Name of the bulletin"), max_length=60, required=False)
    compiled_by = forms.CharField(label=_("Made by"), max_length=80, required=False)
    sent_to = forms.CharField(
        label=_("Sent to"),
        max_length=300,
        required=False,
        help_text=_("Stands at its foot."),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    @staticmethod
    def starting(bulletin: Bulletin) -> dict[str, Any]:
        return {
            "name": bulletin.name,
            "compiled_by": bulletin.compiled_by,
            "sent_to": bulletin.sent_to,
            "seen_version": bulletin.version,
        }


class SeenForm(forms.Form):
    """Which wording was looked at."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
