-- @check 正式名单上的人没有办理情况，或回执没有对应的名单行
-- @when month full
-- One row per row of an official list that opened no case by its month, and per receipt that answers no issued row of its person and month.
-- Basis: promise 2: no person is lost. Reads: lists.issue, lists.issue_row, warehouse.alias, warehouse.case_event, warehouse.receipt_row.
with

opened as (
    select
        coalesce(alias.person_id, case_event.person_id) as person_id,
        case_event.rule,
        case_event.year,
        min(case_event.month) as month,
    from warehouse.case_event as case_event
    left join warehouse.alias as alias on alias.alias_id = case_event.person_id
    group by all
),

listed as (
    select
        coalesce(alias.person_id, issue_row.person_id) as person_id,
        issue_row.rule,
        issue.month,
    from lists.issue_row as issue_row
    join lists.issue as issue using (issue_id)
    left join warehouse.alias as alias on alias.alias_id = issue_row.person_id
    where not issue_row.early_watch
        and issue_row.status <> 'gone'
        and not (issue_row.status = 'corrected' and issue_row.amount <= issue_row.threshold)
),

caseless as (
    select listed.person_id
    from listed
    left join opened
        on opened.person_id = listed.person_id and opened.rule = listed.rule and opened.year = listed.month // 100
    where opened.month is null or opened.month > listed.month
),

unanswering as (
    select receipt_row.person_id
    from warehouse.receipt_row as receipt_row
    left join lists.issue_row as issue_row
        on issue_row.issue_id = receipt_row.issue_id and issue_row.row_no = receipt_row.row_no
    left join lists.issue as issue on issue.issue_id = receipt_row.issue_id
    where issue_row.person_id is distinct from receipt_row.person_id
        or issue_row.rule is distinct from receipt_row.rule
        or issue.month is distinct from receipt_row.month
),

case_row as (
    select person_id from caseless
    union all
    select person_id from unanswering
)

select * from case_row
