"""Addresses of the campaign office."""

from django.urls import include, path

from qunce.web.office import drafts, evidence, gates, home, keys, lines, notices, repairs

app_name = "office"
urlpatterns = [
    path("", home.home, name="home"),
    path("directives/new/", drafts.give, name="give"),
    path("directives/<int:pk>/", drafts.review, name="review"),
    path("directives/<int:pk>/basics/", drafts.basics, name="basics"),
    path("directives/<int:pk>/template/", drafts.template, name="template"),
    path("directives/<int:pk>/check/", drafts.check, name="check"),
    path("directives/<int:pk>/evidence/", evidence.choose, name="evidence"),
    path("directives/<int:pk>/set-aside/", drafts.put_aside, name="set_aside"),
    path("directives/<int:pk>/repairs/", repairs.decide_all, name="repairs"),
    path("directives/<int:pk>/repairs/<int:repair_pk>/", repairs.decide, name="repair"),
    path("directives/<int:pk>/lines/add/", lines.add, name="add_line"),
    path("directives/<int:pk>/lines/<int:line_pk>/", lines.edit, name="line"),
    path("directives/<int:pk>/lines/<int:line_pk>/drop/", lines.drop, name="drop_line"),
    path("directives/<int:pk>/lines/<int:line_pk>/restore/", lines.restore, name="restore_line"),
    path("gates/<int:pk>/", gates.rule, name="gate"),
    path("", include("qunce.web.office.desk.urls")),
    path("keys/", keys.keys, name="keys"),
    path("keys/<int:pk>/withdraw/", keys.withdraw, name="key_withdraw"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_them_all, name="notices_read"),
    path("notices/print/", notices.printed, name="notices_print"),
    path("notices/<uuid:pk>/read/", notices.read, name="notice_read"),
    path("voices/", include("qunce.web.office.voices.urls")),
    path("problems/", include("qunce.web.office.problems.urls")),
    path("checks/", include("qunce.web.office.checks.urls")),
    path("setup/", include("qunce.web.office.setup.urls")),
    path("consultations/", include("qunce.web.office.consultations.urls")),
    path("ballots/", include("qunce.web.office.ballots.urls")),
    path("imports/", include("qunce.web.office.imports.urls")),
    path("warnings/", include("qunce.web.office.warning.urls")),
    path("week/", include("qunce.web.office.week.urls")),
    path("study/", include("qunce.web.office.study.urls")),
    path("practice/", include("qunce.web.office.practice.urls")),
    path("supervision/", include("qunce.web.office.supervision.urls")),
    path("duties/", include("qunce.web.office.duties.urls")),
    path("budget/", include("qunce.web.office.budget.urls")),
    path("complaints/", include("qunce.web.office.complaints.urls")),
    path("units/", include("qunce.web.office.units.urls")),
    path("publicity/", include("qunce.web.office.publicity.urls")),
]
