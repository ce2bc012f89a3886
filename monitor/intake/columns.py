"""What the bureau's files may contain: the columns of every kind, under all the names they come with.

In: nothing. Out: `KINDS`, one `Kind` per word of `monitor intake KIND`. A canonical name is the
national SETL_D name in lower case; its aliases are the spellings of the 2207/2304/5261 messages,
the dictionary's Chinese term and the headings of bureau exports. Never reads a file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["id", "text", "note", "code", "money", "date", "time", "rate", "integer"]


@dataclass(frozen=True)
class Column:
    """One canonical column: English name, Chinese term, what its text means, other headings it arrives under.

    `id` is an identifier that must never have been a number; `money` is yuan; `rate` is any decimal
    number that is not money; `time` is a day with or without a clock time; `note` is free text that a page of
    ours may have protected from spreadsheets by an apostrophe.
    """

    name: str
    zh: str
    type: ColumnType
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of file. Each inner tuple of `required` names alternatives, one of which must be present.

    `prefilled` columns are written by our own forms: a row with nothing else is a form that nobody filled in, no
    record. `sheet` is how our workbooks call the sheet of this kind.
    """

    name: str
    zh: str
    columns: tuple[Column, ...]
    required: tuple[tuple[str, ...], ...]
    prefilled: tuple[str, ...] = ()
    sheet: str | None = None

    def column(self, name: str) -> Column:
        """The column with this canonical name; KeyError if the kind has none."""
        return _by_name(self.columns)[name]


def _by_name(columns: Iterable[Column]) -> dict[str, Column]:
    return {column.name: column for column in columns}


def _c(name: str, zh: str, type_: ColumnType, aliases: str = "") -> Column:
    """A column; `aliases` are separated by blanks, which no heading needs because matching ignores them."""
    return Column(name, zh, type_, tuple(aliases.split()))


_CERTNO = _c("certno", "证件号码", "id", "cert_no id_card id_no idcard 身份证号 身份证号码 证件号 公民身份号码")
_PSN_NO = _c("psn_no", "人员编号", "id", "个人编号 医保编号 个人医保编号")
_PSN_NAME = _c("psn_name", "人员姓名", "text", "name 姓名 患者姓名 参保人姓名")
_GEND = _c("gend", "性别", "code", "gender sex")
_BRDY = _c("brdy", "出生日期", "date", "birthday 出生年月日")
_INSUTYPE = _c("insutype", "险种类型", "code", "insu_type 险种 参保类型 参保险种")
_INSU_ADMDVS = _c("insu_admdvs", "参保区划", "code", "insuplc_admdvs 参保所属医保区划 参保地区划 参保地医保区划")
_COUNTY = _c("county", "县区", "text", "区县 所属区县 县(市、区) 县市区")
_TOWNSHIP = _c("township", "乡镇", "text", "town street_town 镇街 镇(街) 乡镇街道 乡镇(街道) 所属乡镇 街道")
_VILLAGE = _c("village", "村", "text", "村居 村(居) 村社区 村(社区) 行政村 所属村 社区")
_MOB = _c("mob", "联系电话", "text", "tel phone mobile 手机号 手机号码 电话 联系方式 手机")
_RESDBOOK_NO = _c("resdbook_no", "户号", "id", "family_number household_no 户口簿编号 家庭编号 户编号")
_BEGNDATE = _c(
    "begndate",
    "开始日期",
    "date",
    "begn_date begin_date start_date 开始时间 生效日期 认定日期 认定时间 纳入时间 纳入资助时间",
)
_ENDDATE = _c("enddate", "结束日期", "date", "end_date 结束时间 终止日期 失效日期 退出日期")
_PERSON = ("certno", "psn_no")

_SETTLEMENT_KEYS = (
    _c("setl_id", "结算ID", "id", "结算编号 结算流水号"),
    _c("init_setl_id", "原结算ID", "id", "initsetlid 原结算编号 被冲销结算ID"),
    _c("mdtrt_id", "就诊ID", "id", "就诊编号"),
    _PSN_NO,
    _CERTNO,
    _PSN_NAME,
    _c("rid", "数据唯一记录号", "id", "记录号"),
)

_SETTLEMENT_CODES = (
    _c("psn_cert_type", "人员证件类型", "code", "证件类型"),
    _GEND,
    _BRDY,
    _c("age", "年龄", "rate"),
    _INSUTYPE,
    _c("psn_type", "人员类别", "code", "人员类型"),
    _c("sp_psn_type", "特殊人员类型", "code"),
    _c("cvlserv_flag", "公务员标志", "code", "是否公务员"),
    _INSU_ADMDVS,
    _c("poolarea_no", "统筹区编号", "code", "统筹区"),
    _c("pay_loc", "支付地点类别", "code", "支付地点"),
    _c("out_flag", "异地标志", "code", "outmed_flag in_out_city 是否异地"),
    _c("fixmedins_code", "定点医药机构编号", "code", "定点医药机构代码 医药机构编号 医疗机构编号"),
    _c("fixmedins_name", "定点医药机构名称", "text", "医药机构名称 医疗机构名称 医院名称"),
    _c("fixmedins_place", "医药机构地点类别", "code"),
    _c("hosp_lv", "医院等级", "code"),
    _c("dedc_hosp_lv", "起付线医院等级", "code"),
    _c("fix_blng_admdvs", "定点归属医保区划", "code", "就医地区划 就医地医保区划 定点归属机构"),
    _c("begndate", "开始日期", "date", "开始时间 入院日期 入院时间 admission_time admission_date"),
    _c("enddate", "结束日期", "date", "结束时间 出院日期 出院时间 discharge_time discharge_date"),
    _c("setl_time", "结算时间", "time", "结算日期 setl_date settlement_time"),
    _c("med_type", "医疗类别", "code", "medical_category 就诊类型 就医类别"),
    _c("setl_type", "结算类别", "code"),
    _c("clr_type", "清算类别", "code"),
    _c("refd_setl_flag", "退费结算标志", "code", "is_refund 是否冲销 是否退费 退费标志"),
    _c("overyear_refund", "跨年冲销", "code"),
    _c("vali_flag", "有效标志", "code", "is_valid 是否有效"),
    _c("cal_ipt_cnt", "计算住院次数标志", "code"),
    _c("mid_setl_flag", "中途结算标志", "code", "是否中途结算"),
    _c("acct_used_flag", "账户使用标志", "code", "是否使用账户"),
    _c("year", "年度", "integer", "待遇年度"),
    _c("dise_no", "病种编号", "code", "disease_code 病种编码"),
    _c("dise_name", "病种名称", "text"),
    _c("manl_reim_rea", "零星报销原因", "code"),
    _c("crte_time", "数据创建时间", "time", "创建时间"),
    _c("updt_time", "数据更新时间", "time", "更新时间"),
    _COUNTY,
    _TOWNSHIP,
    _VILLAGE,
    _MOB,
)

_SETTLEMENT_MONEY = (
    _c("medfee_sumamt", "医疗费总额", "money", "med_fee_sumamt total_fee 总费用 医疗总费用 医疗费用总额 费用总额"),
    _c("fulamt_ownpay_amt", "全自费金额", "money", "全自费费用 全自费 自费金额"),
    _c("overlmt_selfpay", "超限价自费费用", "money", "overlmt_selfpay_amt 超限价金额 超限价自费金额 超限价 超限价费用"),
    _c("preselfpay_amt", "先行自付金额", "money", "prese_ifpay_amt pre_selfpay_amt 先行自付费用 先行自付"),
    _c(
        "inscp_amt",
        "符合范围金额",
        "money",
        "inscp_scp_amt policy_fee 范围内费用 政策范围内费用 符合政策范围金额 政策范围内 政策内费用",
    ),
    _c("dedc_std", "起付标准", "money"),
    _c("crt_dedc", "本次起付线", "money", "起付线"),
    _c("act_pay_dedc", "实际支付起付线", "money"),
    _c("hifp_pay", "统筹基金支出", "money", "pool_fund_pay 基本医疗统筹基金支出 基本医保统筹基金支出 统筹基金支付"),
    _c("pool_prop_selfpay", "基本医疗统筹支付比例", "rate", "统筹基金支付比例"),
    _c("hi_agre_sumfee", "医保认可费用总额", "money"),
    _c("hifmi_pay", "大病补充医疗保险基金支出", "money", "serious_illness_pay 大病保险支出 大病保险支付 大病支付"),
    _c("hifob_pay", "大额医疗补助基金支出", "money", "large_amount_pay 大额医疗支出金额 大额医疗补助支出 大额支付"),
    _c("maf_pay", "医疗救助基金支出", "money", "医疗救助支出 医疗救助支付"),
    _c("cvlserv_pay", "公务员医疗补助资金支出", "money", "公务员医疗补助 公务员补助"),
    _c("hifes_pay", "补充医疗保险基金支出", "money", "企业补充医疗保险基金支出 补充医疗保险"),
    _c("hifdm_pay", "伤残人员医疗保障基金支出", "money", "伤残人员医疗保障"),
    _c("othfund_pay", "其它基金支付", "money", "oth_pay 其他基金支付 其他支付 其他基金支出"),
    _c("fund_pay_sumamt", "基金支付总额", "money", "基金支付总金额 基金支付合计 基金合计支付"),
    _c("psn_pay", "个人支付金额", "money", "psn_part_amt 个人负担总金额 个人负担金额 个人负担 个人支付"),
    _c("acct_pay", "个人账户支出", "money", "个人账户支付"),
    _c("cash_payamt", "现金支付金额", "money", "psn_cash_pay 个人现金支付 个人现金支出 现金支付"),
    _c("ownpay_hosp_part", "自费中医院负担部分", "money", "hosp_part_amt 医院负担金额"),
    _c("acct_mulaid_pay", "账户共济支付金额", "money", "个人账户共济支付金额"),
    _c("balc", "余额", "money", "账户余额"),
)

_PERSONS = (
    _PSN_NO,
    _CERTNO,
    _PSN_NAME,
    _GEND,
    _BRDY,
    _INSUTYPE,
    _c("psn_insu_stas", "参保状态", "code", "人员参保状态 参保情况"),
    _c("psn_insu_date", "参保日期", "date", "个人参保日期"),
    _c("paus_insu_date", "停保日期", "date", "暂停参保日期 中断参保日期"),
    _INSU_ADMDVS,
    _COUNTY,
    _TOWNSHIP,
    _VILLAGE,
    _c("region_code", "区划代码", "code", "行政区划代码 统计用区划代码"),
    _RESDBOOK_NO,
    _MOB,
    _c("addr", "地址", "text", "address live_addr 居住地址 住址 家庭住址 联系地址"),
)

_IDENTITIES = (
    _CERTNO,
    _PSN_NO,
    _PSN_NAME,
    _c(
        "identity",
        "身份类别",
        "code",
        "psn_idet_type 人员身份类别 身份 救助身份 医疗救助身份 人员属性 对象类别 人员类别 救助对象类别 困难类型",
    ),
    _BEGNDATE,
    _ENDDATE,
    _c("source", "来源部门", "text", "数据来源"),
    _c("tag", "标识", "text", "标签"),
)

_HOUSEHOLDS = (
    _RESDBOOK_NO,
    _CERTNO,
    _c("year", "年度", "integer"),
    _c("income", "家庭年收入", "money", "年收入 家庭收入"),
    _c("asset_check", "财产核查", "code", "财产核查结果"),
)

_REGIONS = (
    _c("code", "区划代码", "code", "region_code 代码 行政区划代码"),
    _c("name", "区划名称", "text", "名称"),
    _c("level", "级别", "code", "层级"),
    _c("parent", "上级区划代码", "code", "parent_code 上级代码 上级"),
)

_REFERRALS = (
    _CERTNO,
    _PSN_NO,
    _c("kind", "类型", "code", "备案类型 转诊类型"),
    _BEGNDATE,
    _ENDDATE,
    _c("mdtrtarea_admdvs", "就医地区划", "code", "就医地医保区划 rloc_admdvs"),
)

_CHRONIC = (
    _CERTNO,
    _PSN_NO,
    _c("opsp_dise_code", "病种编码", "code", "门慢门特病种编码 病种代码"),
    _BEGNDATE,
    _ENDDATE,
)

_RENUMBERED = (
    _c("old_number", "原证件号码", "id", "old_certno 原身份证号 原身份证号码 原证件号 旧证件号码 变更前证件号码"),
    _c("certno", "新证件号码", "id", "new_certno 新身份证号 新身份证号码 新证件号 现证件号码 变更后证件号码"),
    _c("changed_on", "变更日期", "date", "change_date 变更时间 撤销日期"),
    _c("evidence", "依据", "text", "变更依据 证明材料"),
    _c("handled_by", "经办人", "text", "operator 操作员 经办人员"),
    _c("action", "操作", "code", "操作类型 登记或撤销"),
)

_RECEIPTS = (
    _c("month", "名单月份", "code", "名单所属月份"),
    _c("issue_version", "名单版本", "integer", "名单版次"),
    _c("recipient", "填报单位代码", "code"),
    _c("row_code", "名单编号", "code"),
    _c("psn_name", "姓名", "note"),
    _c("visited_on", "入户日期", "date", "走访日期 处理日期"),
    _c("visitor", "入户人", "note", "走访人 处理人"),
    _c("found", "入户情况", "text"),
    _c("outcome", "核查结果", "text"),
    _c("measures", "帮扶措施", "note"),
    _c("remarks", "备注", "note"),
    _c("decision", "部门处理", "text"),
    _c("identity", "认定身份", "text"),
    _c("begndate", "开始日期", "date"),
    _c("enddate", "结束日期", "date"),
)
_RECEIPTS_NAME = ("month", "issue_version", "recipient", "row_code")

_SETTLEMENTS = (*_SETTLEMENT_KEYS, *_SETTLEMENT_CODES, *_SETTLEMENT_MONEY)
_SETTLEMENTS_NEED = (("setl_id",), _PERSON, ("setl_time",), ("med_type",), ("medfee_sumamt",), ("inscp_amt",))

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("settlements", "结算", _SETTLEMENTS, _SETTLEMENTS_NEED),
        Kind("persons", "人员", _PERSONS, (_PERSON, ("psn_name",))),
        Kind("identities", "身份", _IDENTITIES, (("certno",), ("identity",))),
        Kind("households", "家庭", _HOUSEHOLDS, (("resdbook_no",),)),
        Kind("regions", "区划", _REGIONS, (("code",), ("name",))),
        Kind("referrals", "转诊备案", _REFERRALS, (_PERSON, ("kind",), ("begndate",))),
        Kind("chronic", "慢特病登记", _CHRONIC, (_PERSON, ("opsp_dise_code",), ("begndate",))),
        Kind("renumbered", "号码变更", _RENUMBERED, tuple((column.name,) for column in _RENUMBERED[:-1])),
        Kind(
            "receipts", "回执", _RECEIPTS, tuple((name,) for name in (*_RECEIPTS_NAME, "visited_on", "visitor")),
            prefilled=(*_RECEIPTS_NAME, "psn_name"), sheet="回执",
        ),
    )
}  # fmt: skip
