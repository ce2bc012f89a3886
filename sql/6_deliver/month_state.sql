-- @table month_state 月份进展 每个月一行：走到哪一步、各步的日期、期限、还差什么
-- @column place 统筹区 统筹区代号
-- @column month 月份 数据所属月份
-- @column state 状态 due 到期、fed 已载入、settled 已累计、screened 已筛查、checked 已核对、issued 已出具、delivered 已送达、closed 已办结：走到的最远一步
-- @column due_on 到期日期 这个月结束后的第一天，从这天起可以出具
-- @column fed_on 载入日期 最早载入这个月结算的日期
-- @column issued_on 出具日期 名单的出具日期
-- @column delivered_on 送达日期 最后一份送到的日期；没有设定送达的，是写出名单的日期
-- @column closed_on 办结日期 送达并且名单上的人都办结的日期；最迟到下一年第一份名单出具
-- @column deadline 期限 名单最迟哪一天送出；没有那一年的工作日历时为空
-- @column days_late 晚出天数 出具比期限晚几天，按时为 0；没有出具或期限未知时为空
-- @column official_rows 预警行数 正式名单上的行数；没有出具时为空
-- @column early_rows 观察行数 预警观察的行数；没有出具时为空
-- @column withdrawn_rows 退出行数 更正或退出的行数；没有出具时为空
-- @column open_cases 未办结件数 这个月正式名单和更正名单上的人，现在还没有办结的件数
-- @column undelivered 未送到份数 还没有送到的份数，更正名单在内；没有设定送达时为 0
-- One row per month from the first that is due to the last of which anything is known. Basis: 000 二(二)、二(六); 004 (逐一销号): a month is closed
-- when its lists are out and nobody on them waits. Settling, screening and checking end together with the issue, or are undone: of a month that
-- failed they are told by the stage at which it last did. A month that the operator said has no settlements is closed by that word.
-- Cases are a year's: with the first list of the next year the months of the old one are closed, and what is open stays counted.
-- Reads: month_due, lists.issue, lists.issue_row, warehouse.settlement, warehouse.ledger_line, warehouse.alias, warehouse.case_state,
-- warehouse.case_event, intake.load_batch, deliver.dispatch. Parameters: $place.
with

original as (
    select *
    from lists.issue
    where version = 1
),

fed as (
    select
        delivered.month,
        min(load_batch.loaded_on) as fed_on,
    from (select distinct setl_month as month, row_id // 4294967296 as batch_id from warehouse.settlement) as delivered
    join intake.load_batch as load_batch using (batch_id)
    group by delivered.month
),

noted as (
    select
        month,
        max(noted_on) filter (
            event = 'released' and list_contains(from_json(json_extract(facts, '$.holds'), '["VARCHAR"]'), 'H-FEED-NONE')
        ) as none_on,
    from warehouse.ledger_line
    where month is not null
    group by month
),

written as (
    select
        cast(json_extract_string(facts, '$.issue_id') as integer) as issue_id,
        min(noted_on) as written_on,
    from warehouse.ledger_line
    where event = 'written'
    group by all
),

failed as (
    select
        month,
        coalesce(json_extract_string(facts, '$.stage'), '') as stage,
    from warehouse.ledger_line
    where event = 'failed'
    qualify row_number() over (partition by month order by line desc) = 1
),

-- A package that the recipient lost is brought again: the day on which it first arrived counts.
first_arrived as (
    select
        cast(json_extract_string(facts, '$.issue_id') as integer) as issue_id,
        json_extract_string(facts, '$.recipient') as recipient,
        json_extract_string(facts, '$.target') as target,
        min(noted_on) as first_on,
    from warehouse.ledger_line
    where event = 'delivered'
    group by all
),

arrived as (
    select
        issue_id,
        max(first_on) as arrived_on,
    from first_arrived
    group by issue_id
),

handed as (
    select
        issue.month,
        count(*) filter (dispatch.state in ('waiting', 'failed')) as undelivered,
        max(arrived.arrived_on) as arrived_on,
    from deliver.dispatch as dispatch
    join lists.issue as issue using (issue_id)
    left join arrived using (issue_id)
    group by issue.month
),

listed as (
    select distinct
        issue.month,
        coalesce(alias.person_id, issue_row.person_id) as person_id,
        issue_row.rule,
    from lists.issue_row as issue_row
    join lists.issue as issue using (issue_id)
    left join warehouse.alias as alias on alias.alias_id = issue_row.person_id
    where not issue_row.early_watch and issue_row.status in ('new', 'continuing', 'escalated')
),

last_closing as (
    select
        person_id,
        rule,
        year,
        max(happened_on) as closed_on,
    from warehouse.case_event
    where event = 'closed'
    group by person_id, rule, year
),

worked as (
    select
        listed.month,
        count(*) filter (known.state <> 'closed' and known.since <= listed.month) as open_cases,
        max(last_closing.closed_on) as closed_on,
    from listed
    join warehouse.case_state as known
        on known.person_id = listed.person_id and known.rule = listed.rule and known.year = listed.month // 100
    left join last_closing
        on last_closing.person_id = listed.person_id and last_closing.rule = listed.rule and last_closing.year = listed.month // 100
    group by listed.month
),

year_over as (
    select
        month // 100 - 1 as year,
        min(issued_on) as issued_on,
    from original
    group by month // 100
),

known_days as (
    select
        month_due.month,
        month_due.due_on,
        month_due.deadline,
        fed.fed_on,
        original.issued_on,
        case
            when original.issue_id is null then null
            when handed.month is not null then case when handed.undelivered = 0 then handed.arrived_on end
            else written.written_on
        end as delivered_on,
        case when original.issue_id is null and fed.fed_on is null then noted.none_on end as none_on,
        original.official_rows,
        original.early_rows,
        original.withdrawn_rows,
        coalesce(worked.open_cases, 0) as open_cases,
        worked.closed_on as last_closed_on,
        year_over.issued_on as year_over_on,
        coalesce(handed.undelivered, 0) as undelivered,
        failed.stage as failed_at,
    from month_due
    left join original using (month)
    left join fed using (month)
    left join noted using (month)
    left join failed using (month)
    left join worked using (month)
    left join written on written.issue_id = original.issue_id
    left join handed using (month)
    left join year_over on year_over.year = month_due.month // 100
),

closing as (
    select
        *,
        case
            when none_on is not null then none_on
            when delivered_on is null then null
            when open_cases = 0 then greatest(delivered_on, coalesce(last_closed_on, delivered_on))
            when year_over_on is not null then greatest(delivered_on, year_over_on)
        end as closed_on,
    from known_days
),

published as (
    select
        cast($place as varchar) as place,
        format('{:04d}-{:02d}', month // 100, month % 100) as month,
        case
            when closed_on is not null then 'closed'
            when delivered_on is not null then 'delivered'
            when issued_on is not null then 'issued'
            when failed_at in ('warehouse', 'deliver', 'publish') then 'checked'
            when failed_at in ('lists', 'checks') then 'screened'
            when failed_at = 'screen' then 'settled'
            when fed_on is not null then 'fed'
            else 'due'
        end as state,
        due_on,
        fed_on,
        issued_on,
        delivered_on,
        closed_on,
        deadline,
        case when issued_on is not null and deadline is not null then greatest(issued_on - deadline, 0) end as days_late,
        official_rows,
        early_rows,
        withdrawn_rows,
        cast(open_cases as integer) as open_cases,
        cast(undelivered as integer) as undelivered,
    from closing
)

select * from published
order by month
