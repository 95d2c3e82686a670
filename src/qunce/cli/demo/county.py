"""The invented county: its units, posts and people.  No real place or person is meant."""

from __future__ import annotations

from typing import NamedTuple


class DemoPost(NamedTuple):
    code: str
    title: str
    role: str
    username: str
    name: str
    area: str = ""


class DemoUnit(NamedTuple):
    code: str
    name: str
    kind: str
    posts: tuple[DemoPost, ...] = ()
    area: str = ""


def _branch(
    code: str, name: str, kind: str, title: str, secretary: str, area: str = ""
) -> DemoUnit:
    username = "secretary" if code == "shangqing" else code
    post = DemoPost(f"{code}-secretary", title, "secretary", username, secretary)
    return DemoUnit(code, name, kind, (post,), area)


ENTRANCES = ("office", "leader", "secretary", "guidance", "county")
"""Log-in names of those whose one-click links are printed; the demo's pages explain each."""

AREAS = (("east", "东片区"), ("middle", "中片区"), ("west", "西片区"))

COUNTY = DemoUnit(
    "qinghe",
    "青禾县",
    "county",
    (
        DemoPost("qinghe-viewer", "县活动办联络员", "viewer", "county", "贺知远"),
        DemoPost("qinghe-office", "县活动办公室主任", "campaign_office", "xianban", "叶明远"),
        DemoPost("qinghe-first", "县委副书记", "first_responsible", "xianwei", "宋国栋"),
    ),
)

TOWN = DemoUnit(
    "qingquan",
    "清泉镇",
    "town",
    (
        DemoPost("qingquan-first", "党委书记", "first_responsible", "leader", "周明川"),
        DemoPost("qingquan-leader-1", "党委副书记、镇长", "leader", "zhenzhang", "沈慧兰"),
        DemoPost("qingquan-leader-2", "党委委员、纪委书记", "leader", "jiwei", "韩立诚"),
        DemoPost("qingquan-office", "活动办公室主任", "campaign_office", "office", "林晓禾"),
        DemoPost("qingquan-office-2", "活动办公室干事", "campaign_office", "ganshi", "邱子安"),
        DemoPost("qingquan-guide-1", "东片区指导组组长", "guidance", "guidance", "罗向东", "east"),
        DemoPost(
            "qingquan-guide-2", "中片区指导组组长", "guidance", "zhongpian", "方静宜", "middle"
        ),
        DemoPost("qingquan-guide-3", "西片区指导组组长", "guidance", "xipian", "秦海生", "west"),
    ),
)

BRANCHES = (
    _branch("dangzheng", "党政办公室", "office", "主任、支部书记", "林晓禾"),
    _branch("xuanchuan", "宣传办公室", "office", "主任", "董文清"),
    _branch("xinfang", "信访办公室", "office", "主任", "何正平"),
    _branch("bianmin", "便民服务中心", "office", "主任", "苏巧云"),
    _branch("shangqing", "上清村", "village", "党支部书记", "李广田", "east"),
    _branch("liuxi", "柳溪村", "village", "党支部书记", "王春柳", "east"),
    _branch("shiqiao", "石桥村", "village", "党支部书记", "陈石生", "east"),
    _branch("dongling", "东岭村", "village", "党支部书记", "赵松年", "east"),
    _branch("taoyuan", "桃园村", "village", "党支部书记", "吴桂芳", "middle"),
    _branch("liantang", "莲塘村", "village", "党支部书记", "郑水根", "middle"),
    _branch("songlin", "松林村", "village", "党支部书记", "孙有林", "west"),
    _branch("baisha", "白沙村", "village", "党支部书记", "马秀珍", "west"),
    _branch("yuntai", "云台村", "village", "党支部书记", "黄志高", "west"),
    _branch("hejie", "河街社区", "community", "党支部书记", "唐美玲", "middle"),
    _branch("xinquan", "新泉社区", "community", "党支部书记", "谢家宁", "middle"),
    _branch("xuexiao", "清泉镇中心学校", "school", "党支部书记、校长", "曹育英", "middle"),
    _branch("weishengyuan", "清泉镇卫生院", "clinic", "党支部书记、院长", "高济民", "middle"),
    _branch("liangyou", "青禾粮油有限公司", "enterprise", "党支部书记", "冯立业", "middle"),
    _branch("zhuqi", "清泉竹器厂", "enterprise", "党支部书记", "蒋竹青", "west"),
)


PLACES = {
    "shangqing": ("村口", "村委会门前", "一组水塘", "二组水塘", "三组路口", "文化广场"),
    "liuxi": ("柳溪桥", "村委会门前", "老戏台", "五组水渠"),
    "shiqiao": ("石桥头", "村委会门前", "采石场路口"),
    "dongling": ("东岭坡", "村委会门前", "蓄水池"),
    "taoyuan": ("桃园路口", "村委会门前", "果品收购点"),
    "liantang": ("莲塘边", "村委会门前", "抽水站"),
    "songlin": ("松林坳", "村委会门前", "护林点"),
    "baisha": ("白沙渡口", "村委会门前", "沙场路口"),
    "yuntai": ("云台岭", "村委会门前", "通信塔下"),
    "hejie": ("河街菜市场", "居委会门前", "河边步道", "车站"),
    "xinquan": ("新泉小区北门", "居委会门前", "休闲广场"),
    "xuexiao": ("校门口", "食堂", "操场"),
    "weishengyuan": ("门诊楼前", "住院部"),
}
"""Places people know by name, by the unit they lie in."""

NEIGHBOURS = {
    "yuntai": ("taoyuan", "songlin"),
    "taoyuan": ("dongling", "hejie"),
    "dongling": ("shangqing",),
    "songlin": ("hejie", "baisha"),
    "hejie": ("shangqing", "xuexiao", "weishengyuan"),
    "shangqing": ("shiqiao",),
    "weishengyuan": ("xuexiao", "xinquan"),
    "xuexiao": ("shiqiao", "xinquan"),
    "shiqiao": ("liuxi",),
    "baisha": ("xinquan", "liantang"),
    "xinquan": ("liuxi", "liantang"),
    "liuxi": ("liantang",),
}
"""Who lies beside whom, each pair once: the river comes down from the hills of Yuntai and Dongling,
with the communities, the school and the clinic in the middle of the valley."""

DISPATCH = {
    "street-light": "bianmin",
    "road": "bianmin",
    "water": "bianmin",
    "electricity": "bianmin",
    "rubbish": "bianmin",
    "pollution": "bianmin",
    "land": "xinfang",
    "accounts": "xinfang",
    "wages": "xinfang",
    "school": "xuexiao",
    "health": "weishengyuan",
    "care": "bianmin",
    "safety": "dangzheng",
    "service": "dangzheng",
}
"""The town's dispatch list: which unit answers for which category."""
