"""Every address of the site, by what could be seen or done there of the message that accuses.

An address is asked with GET and POST as a row says; those that know nothing of messages and
problems stand in :data:`APART`, so that a new address is in neither until somebody decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import URLPattern, URLResolver, get_resolver

from privacy.accused_village import World
from qunce.domain.campaigns.models import Duty
from qunce.domain.record.models import Entry
from qunce.web.office.problems.steps import OFFERS as PROBLEM_STEPS
from qunce.web.office.voices.steps import OFFERS as VOICE_STEPS

Ask = tuple[str, str, dict[str, Any]]
"""GET or POST, the address, what is sent along."""

APART = {
    # name: why nothing of a message or a problem can stand there
    **dict.fromkeys(
        ("set_language", "large_print", "act", "demo", "demo_enter"), "the frame of the pages"
    ),
    **dict.fromkeys(
        [
            f"office:{name}"
            for name in (
                *("give", "review", "basics", "template", "check", "set_aside", "repairs"),
                *("repair", "add_line", "line", "drop_line", "restore_line", "gate"),
            )
        ],
        "directives and gates: no foreign key leads from a message to them",
    ),
    **dict.fromkeys(
        [
            f"office:{name}"
            for name in (
                *("desk", "stage_begin", "document", "document_issue", "override"),
                *("asking_checks", "asking_extend", "asking_break_off"),
            )
        ],
        "the desk of a campaign: gates, stages and documents, written by the office itself",
    ),
    **dict.fromkeys(
        [
            f"office:{name}"
            for name in ("warning_budget", "warning_changes", "warning_change_take_back")
        ],
        "numbers and words that the town's office writes itself",
    ),
    **dict.fromkeys(
        ["office:warning", "office:warning_act"],
        "one alert, with its own people (tests/web/office/test_warning_pages.py)",
    ),
    **dict.fromkeys(
        ["office:keys", "office:key_withdraw"], "keys of other programs, kept by the county"
    ),
    **dict.fromkeys(
        [
            f"office:{name}"
            for name in (
                *("checks", "check_list_new", "check_list", "check_list_close", "round", "stop"),
                *("finding_problem", "series_new", "series", "series_close"),
            )
        ],
        "check lists and counts: they make problems and read none",
    ),
    **dict.fromkeys(
        [
            f"office:{name}"
            for name in (
                *("setup", "places", "place_new", "place_close", "place_reopen", "posters"),
                *("categories", "categories_usual", "category_new", "category_close", "dispatch"),
                *("neighbours", "neighbours_of"),
            )
        ],
        "places, categories, who answers for what, and who lies beside whom",
    ),
    **dict.fromkeys(
        [
            f"office:{name}"
            for name in (
                *("import", "import_columns", "import_take", "import_drop", "import_again"),
                *("import_forget", "import_rejected"),
            )
        ],
        "one ledger of one town's office (tests/web/office/test_imports_pages.py)",
    ),
    **dict.fromkeys(
        [
            f"office:{name}"
            for name in (
                *("ballots", "ballot_new", "ballot", "ballot_edit", "ballot_roll", "ballot_draw"),
                *("ballot_lists", "ballot_slips", "ballot_specimen", "ballot_printed"),
                *("ballot_anew", "ballot_slip_file", "ballot_act", "ballot_box", "ballot_by_hand"),
                *("ballot_batches", "ballot_join", "ballot_batch", "ballot_batch_undo"),
                *("ballot_key", "ballot_look", "ballot_words", "ballot_words_shown"),
                *("ballot_recount", "ballot_recount_batch", "ballot_result", "ballot_poster"),
                *("ballot_files", "ballot_low"),
            )
        ],
        "ballots: slips of nobody; they make problems and read none",
    ),
    **dict.fromkeys(
        [
            *(
                f"resident:{name}"
                for name in (
                    *("ask_now", "ask", "ask_others", "ask_receipt", "ask_follow", "ask_leave"),
                    *("ask_own", "ask_receipt_again", "ask_proof"),
                )
            ),
            *("public:asked", "public:asked_opinions"),
        ],
        "what people are asked: their own points, and of messages only how many there were",
    ),
    **dict.fromkeys(
        ["resident:vote", "resident:vote_fill", "resident:vote_counted"],
        "slips of nobody: a ballot's questions, and whether a code was counted",
    ),
    **dict.fromkeys(
        ["public:ballot", "public:ballot_file", "public:ballot_files"],
        "published counts; of problems only how many came of the ballot itself, and their state",
    ),
    **dict.fromkeys(
        [
            "office:consultations",
            *(
                f"office:consultation{name}"
                for name in (
                    *("", "_new", "_texts", "_paragraphs", "_plain", "_questions", "_preset"),
                    *("_question", "_question_remove", "_act", "_key", "_meeting_new", "_meeting"),
                    *("_paper", "_handed_out", "_posted", "_form_pdf", "_notice_pdf", "_names"),
                    *("_show_these", "_points", "_alike", "_together", "_point", "_point_act"),
                )
            ),
        ],
        "asking people: what they said there, and of messages only how many there were",
    ),
    **dict.fromkeys(
        [
            *(
                f"office:{name}"
                for name in (
                    *("practice", "project", "project_act", "promise", "promise_act"),
                    *("promise_new", "practice_words"),
                )
            ),
            *(f"public:{name}" for name in ("promises", "promise", "project")),
            *(f"resident:promise_{name}" for name in ("say", "said")),
        ],
        "promises and projects in their units' own words, and what residents say of them",
    ),
    **dict.fromkeys(
        [
            f"office:{name}"
            for name in (
                *("guidance_groups", "guidance_group", "guidance_group_end", "visit", "visit_act"),
            )
        ],
        "groups and their visits; of a problem only its number, where the reader may see it "
        "(tests/web/office/test_guidance_pages.py)",
    ),
    **dict.fromkeys(
        [
            f"office:{name}"
            for name in (
                *("units", "unit", "unit_new", "unit_cover", "unit_uncover", "unit_close"),
                *("unit_merge", "post_new", "post_handover", "post_vacate", "post_own_branch"),
                "post_word",
            )
        ],
        "units and posts; of messages and problems only how many wait, counted among those the "
        "reader may see, or told as a reason against an ending to whom it does not concern "
        "(tests/web/office/test_unit_pages.py, tests/reorganisations/test_merging.py)",
    ),
    **dict.fromkeys(
        [f"office:{name}" for name in ("complaints", "complaint_new", "complaint")],
        "what staff say against the software or the campaign; it knows no message",
    ),
    **dict.fromkeys(
        [
            *(
                f"office:{name}"
                for name in (
                    *("study", "session_new", "session", "session_line", "study_plan"),
                    *("study_step", "members", "deliveries", "delivery_new", "delivery"),
                    *("materials", "material_new", "material", "material_edit"),
                    *("material_print", "material_act"),
                )
            ),
            "public:material",
        ],
        "study: makes problems of its own lines and a message without a name, and reads none; how "
        "such a problem stands is read through visible_to (tests/web/office/test_study_pages.py)",
    ),
    **dict.fromkeys(
        ["office:budget", "office:budget_level", "office:call_limit", "public:budget"],
        "what is asked in forms, and who comes when: lists and numbers by their names",
    ),
    **dict.fromkeys(
        [
            *(f"public:{name}" for name in ("problem", "story", "stories", "traced", "feed")),
            *(f"public:{name}" for name in ("bulletin", "bulletins", "bulletin_pdf", "open_data")),
            *(
                f"office:{name}"
                for name in (
                    *("publication", "publication_withdraw", "story", "story_show"),
                    *("story_withdraw", "bulletin", "bulletin_new", "bulletin_count"),
                    *("bulletin_draft", "bulletin_issue", "bulletin_withdraw"),
                    "bulletin_draft_pdf",
                )
            ),
        ],
        "public wordings, of problems in which nobody is accused (tests/web/public/test_news.py)",
    ),
    **dict.fromkeys(
        [
            *("office:evidence", "office:duty_tell", "office:duty_take_back", "office:duty_move"),
            "public:unit_calendar",
        ],
        "days and duties: of a problem or a message nothing but that there was one",
    ),
    **dict.fromkeys(
        [f"public:{name}" for name in ("head", "key")], "the record's head: hashes and a signature"
    ),
}
SIGNING_IN = "accounts/"
"""Below it everything is about passwords."""


def named(patterns: Any = None, space: str = "", at: str = "") -> Iterator[str]:
    """The name of every address; one without a name by its pattern."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        where = at + str(one.pattern)
        if isinstance(one, URLResolver):
            if not where.startswith(SIGNING_IN):
                yield from named(one.url_patterns, one.namespace or space, where)
        elif isinstance(one, URLPattern):
            yield f"{space}:{one.name or where}" if space else str(one.name)


def asked_at(world: World) -> dict[str, list[Ask]]:
    """Each row of the matrix: how its address is asked."""
    voice, problem = world.voice, world.problem
    picture, shot = voice.pictures.get(), problem.pictures.get()
    asking = problem.askings.filter(voice=voice).get()
    about = Entry.objects.about("voice", str(voice.pk))
    entries = [entry.index for entry in about] + [
        entry.index for entry in Entry.objects.about("problem", str(problem.pk))
    ]
    chosen = {"voice": [voice.pk], "what": "set_aside", "reason": "不必看了", "version": "1"}
    own, office = f"/follow/{voice.pk}/", f"/office/voices/{voice.pk}/"
    campaign = f"/campaigns/{world.campaign.pk}/"
    listed = f"/office/problems/{problem.pk}/"
    found = [
        urlencode({"view": "all", "words": words})
        for words in ("账本", "路灯", "石磨", "旧账", voice.number.partition("-")[2])
    ]
    rows = {
        "office:home": [get("/office/")],
        "office:voices": [
            *(get(f"/office/voices/?view={view}") for view in ("new", "mine", "late", "all")),
            *(get(f"/office/voices/?{query}") for query in found),
        ],
        "office:voice": [get(office), get(f"{office}?step=merge"), get(f"{office}?step=answer")],
        "office:voice_contact GET": [get(f"{office}contact/")],
        "office:voice_contact POST": [post(f"{office}contact/", PURPOSE)],
        "office:voice_interest": [post(f"{office}interest/")],
        "office:voice_unit": [get(f"{office}unit/?category=1")],
        "office:voice_act": [
            get(f"{office}answer/"),
            *(post(f"{office}{step}/", TYPED) for step in VOICE_STEPS),
        ],
        "office:voice_picture": [
            get(f"/office/voices/pictures/{picture.pk}/{size}/") for size in ("small", "large")
        ],
        "office:voices_several": [post("/office/voices/several/", chosen)],
        "office:voices_several_do": [
            post("/office/voices/several/do/", chosen),
            post("/office/voices/several/do/", {**chosen, "sure": "1"}),
        ],
        "office:voices_several_undo": [post("/office/voices/several/undo/", chosen)],
        "office:voice_write": [get("/office/voices/write/")],
        "office:voice_written": [get("/office/voices/write/receipt/")],
        "office:problems": [
            *(get("/office/problems/" + query) for query in ("", "?state=checked", "?words=经费")),
            get(f"/office/problems/?unit={world.cast.village.pk}"),
        ],
        "office:problem_new": [
            get(f"/office/problems/new/?voice={voice.pk}"),
            post(f"/office/problems/new/?voice={voice.pk}", TYPED),
        ],
        "office:problem_levels": [get("/office/problems/levels/")],
        "office:problem_ledger": [
            get(f"/office/problems/ledger/{form}/") for form in ("csv", "xlsx")
        ],
        "office:problem": [get(listed)],
        "office:problem_act": [
            get(f"{listed}close/"),
            *(post(f"{listed}{step}/", TYPED) for step in PROBLEM_STEPS),
        ],
        "office:problem_picture": [
            get(f"/office/problems/pictures/{shot.pk}/{size}/") for size in ("small", "large")
        ],
        "office:asking_note": [
            post(f"/office/problems/askings/{asking.pk}/note/", {f"asking-{asking.pk}-says": "no"})
        ],
        "office:week": [get("/office/week/"), get(f"/office/week/?open=voice-{voice.pk}-answer")],
        "office:week_record": [
            get(f"/office/week/voice/{voice.pk}/answer/"),
            *(
                post(f"/office/week/{line}/", TYPED)
                for line in (
                    *(f"voice/{voice.pk}/{step}" for step in ("accept", "answer", "register")),
                    *(f"problem/{problem.pk}/{step}" for step in ("claim", "progress", "take-up")),
                    f"asking/{asking.pk}/note",
                )
            ),
        ],
        "office:duties": [get("/office/duties/")],
        "office:duties_units": [get("/office/duties/units/")],
        "office:duties_unit": [get("/office/duties/units/shangqing/")],
        "office:duty": [
            get(f"/office/duties/{duty.pk}/")
            for duty in Duty.objects.filter(unit=world.cast.village).order_by("pk")
        ],
        "office:calendar": [get("/office/duties/calendar/")],
        "office:project_new": [get(f"/office/practice/projects/new/?problem={problem.pk}")],
        "office:targets": [get("/office/practice/targets/")],
        "office:notices": [get("/office/notices/")],
        "office:notices_print": [get("/office/notices/print/")],
        "office:notice_read": [
            post(f"/office/notices/{notice.pk}/read/", {"go": "1"}) for notice in notices_of(world)
        ],
        "office:notices_read": [post("/office/notices/read/", {"seen": "2026-01-01T00:00:00Z"})],
        "office:imports": [get("/office/imports/")],
        "office:guidance": [get("/office/supervision/")],
        "office:guidance_remind": [
            post("/office/supervision/groups/1/remind/", {"problem": problem.pk})
        ],
        "office:visit_new": [get(f"/office/supervision/units/{world.cast.village.pk}/visit/")],
        "office:warnings": [get("/office/warnings/"), get("/office/warnings/?town=qingquan")],
        "resident:say": [get("/say/"), get("/say/?town=qingquan")],
        "resident:say_in": [get("/say/in/shangqing/"), post("/say/in/shangqing/", {"text": ""})],
        "resident:say_at": [get("/say/at/cunkou/")],
        "resident:receipt": [get("/say/receipt/")],
        "resident:follow": [get("/follow/"), post("/follow/", {"code": "0000-0000-0000"})],
        "resident:leave": [post("/follow/leave/")],
        "resident:voice": [get(own)],
        "resident:add": [get(f"{own}add/"), post(f"{own}add/", {"words": ""})],
        "resident:result": [get(f"{own}result/"), post(f"{own}result/", {"says": ""})],
        "resident:review": [get(f"{own}review/"), post(f"{own}review/", {"review_words": ""})],
        "resident:erase": [get(f"{own}erase/"), post(f"{own}erase/")],
        "resident:receipt_again": [get(f"{own}receipt/")],
        "resident:proof": [get(f"{own}proof.json")],
        "resident:picture": [
            get(f"{own}pictures/{picture.pk}/{size}/") for size in ("small", "large")
        ],
        "public:home": [get("/")],
        "public:campaign": [get(f"{campaign}")],
        "public:actions": [get(f"{campaign}actions/")],
        "public:directive": [get(f"{campaign}directive/")],
        "public:units": [get(f"{campaign}units/")],
        "public:unit": [get(f"{campaign}units/shangqing/")],
        "public:gate": [get(f"{campaign}gates/plan/")],
        "public:document": [get(f"{campaign}documents/plan/")],
        "public:news": [get("/news/")],
        "public:problems": [get("/news/problems/"), get("/news/problems/?unit=shangqing")],
        "public:progress": [get(f"/news{campaign}")],
        "public:counted": [
            get(f"/news{campaign}{code}/")
            for code in ("problems_found", "problems_on_list", "problems_in_work", "messages")
        ],
        "public:open_data_file": [
            get(f"/news/data/{table}.{form}")
            for table in ("problems", "messages", "checks")
            for form in ("csv", "json")
        ],
        "office:publicity": [get("/office/publicity/")],
        "office:publicity_problems": [
            get("/office/publicity/problems/"),
            post(
                "/office/publicity/problems/",
                {
                    "sure": "1",
                    f"p{problem.pk}-on": "on",
                    f"p{problem.pk}-title": "别的",
                    f"p{problem.pk}-statement": "别的",
                },
            ),
        ],
        "office:story_new": [
            get(f"/office/publicity/stories/new/?about=problem-{problem.pk}"),
            post("/office/publicity/stories/new/", {"about": f"problem-{problem.pk}"}),
        ],
        "public:record": [get("/record/")],
        "public:entry": [get(f"/record/{index}/") for index in entries],
        "public:receipt": [get(f"/record/{index}/receipt.json") for index in entries],
        "open311:about": [get("/open311/")],
    }
    return {**rows, **_open311(world)}


def _open311(world: World) -> dict[str, list[Ask]]:
    number, points = world.voice.number, ("/open311/v2", "/open311/test/v2")
    forms = [(point, form) for point in points for form in ("xml", "json")]
    since = urlencode({"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-04-01T00:00:00Z"})
    return {
        "open311:discovery": [get("/open311/discovery.xml"), get("/open311/discovery.json")],
        "open311:services": [get(f"{point}/services.{form}") for point, form in forms],
        "open311:service": [get(f"{point}/services/street-light.{form}") for point, form in forms],
        "open311:requests": [
            get(f"{point}/requests.{form}{query}")
            for point, form in forms
            for query in (f"?service_request_id={number}", f"?{since}")
        ],
        "open311:request": [get(f"{point}/requests/{number}.{form}") for point, form in forms],
        "open311:token": [get(f"{point}/tokens/{number}.{form}") for point, form in forms],
        "open311:open311/^": [get("/open311/v2/everything"), get("/open311/v1/requests.json")],
    }


def notices_of(world: World) -> list[Any]:
    """Every notice about the message or the problem, whoever was told."""
    from qunce.domain.notices.models import Notice

    return list(
        Notice.objects.filter(about_kind="voice", about_id=str(world.voice.pk))
        | Notice.objects.filter(about_kind="problem", about_id=str(world.problem.pk))
    )


def get(address: str) -> Ask:
    return "GET", address, {}


def post(address: str, sent: dict[str, Any] | None = None) -> Ask:
    return "POST", address, sent or {}


PURPOSE = {"purpose": "ask_more", "reason": "约时间核对账目"}
TYPED = {
    "reason": "没有理由的理由",
    "words": "别人写的",
    "route": "handling",
    "outcome": "support",
    "facts": "别人的事实",
    "opinion": "别人的意见",
    "agreed": "no",
    "granted": "yes",
    "days": "3",
    "into": "1",
    "part_1": "一件",
    "part_2": "两件",
    "kind": "problem",
    "unit": "1",
    "category": "1",
    "seen_version": "1",
    "title": "别人的标题",
    "statement": "别人的表述",
    "until": "2026-05-01",
    "done": "别人做的",
    "passed": "yes",
    "finding": "别人看的",
    "households": "9",
    "found_on": "2026-03-01",
    "mode": "checking",
}
"""What somebody types who does not know what the page would ask."""
