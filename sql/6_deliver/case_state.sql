-- @table case_state 办理情况 每人、每条规则、每年一件
-- @column place 统筹区 统筹区代号
-- @column rule 规则 规则代号
-- @column person_key 人员代码 由密钥算出的人员代码
-- @column year 年度 名单所属年度
-- @column state 状态 to_visit 待入户、visited 已入户、decided 待部门处理、closed 已办结
-- @column since 开始月份 本次办理开始的名单月份
-- @column closed_month 办结月份 在哪个月份的名单之后办结；没有办结的为空
-- @column closed_by 办结方 township、civil_affairs、rural_revitalization，或 list（已不在名单上）；没有办结的为空
-- @column closed_cause 办结原因 核查结果、入户情况或部门处理的代码，或名单上的状态 gone、corrected
-- @column reopened 重新打开 真：办结后又重新列入过
-- @column receipts 回执数 这一件收到的回执
-- One row per case. Basis: 004 (逐一销号). Reads: warehouse.case_state, warehouse.case_event, deliver.person_key. Parameters: $place.
with

closing as (
    select *
    from warehouse.case_event
    where event = 'closed'
    qualify row_number() over (partition by person_id, rule, year order by position desc) = 1
),

received as (
    select
        person_id,
        rule,
        year,
        count(row_id) as receipt_count,
    from warehouse.case_event
    group by person_id, rule, year
),

published as (
    select
        $place as place,
        known.rule,
        person_key.person_key,
        known.year,
        known.state,
        format('{:04d}-{:02d}', known.since // 100, known.since % 100) as since,
        case when known.state = 'closed' then format('{:04d}-{:02d}', known.until // 100, known.until % 100) end as closed_month,
        case when known.state = 'closed' then closing.office end as closed_by,
        case when known.state = 'closed' then closing.cause end as closed_cause,
        known.is_reopened as reopened,
        received.receipt_count as receipts,
    from warehouse.case_state as known
    join received using (person_id, rule, year)
    join deliver.person_key as person_key on person_key.person_id = known.person_id
    left join closing on closing.person_id = known.person_id and closing.rule = known.rule and closing.year = known.year
)

select * from published
