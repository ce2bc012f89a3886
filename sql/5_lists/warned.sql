-- One row per warning of the month: the warning with the figures behind it.
-- Basis: 003 art. 17: the push says what the burden is made of (个人负担医疗费用构成). Reads: screen.warning, settle.burden,
-- lists.issue, lists.issue_row, warehouse.alias. Parameters: $year, $month, $through (the last month that was told), $as_told (whoever was told
-- before is told where that was, for a correction list).
with

of_month as (
    select *
    from screen.warning
    where month = $year * 100 + $month
),

latest as (
    select burden.*
    from settle.burden as burden
    semi join of_month using (person_id)
    where burden.year = $year and burden.month <= $month
    qualify row_number() over (partition by burden.person_id order by burden.month desc) = 1
),

-- Who has no figures left (everything refunded), or whose list is corrected, is told to the offices that had the person under this rule on the
-- last list; of two numbers that are one person now, where the larger amount was told, as in previous_row.
last_place as (
    select
        coalesce(alias.person_id, issue_row.person_id) as person_id,
        issue_row.rule,
        json_extract_string(issue_row.frozen, '$.county_code') as county_code,
        json_extract_string(issue_row.frozen, '$.township_code') as township_code,
    from lists.issue_row as issue_row
    join lists.issue as issue on issue.issue_id = issue_row.issue_id and issue.month between $year * 100 + 1 and $year * 100 + $through
    left join warehouse.alias as alias on alias.alias_id = issue_row.person_id
    where coalesce(alias.person_id, issue_row.person_id) in (select person_id from of_month)
    qualify row_number() over (
        partition by coalesce(alias.person_id, issue_row.person_id), issue_row.rule
        order by issue.month desc, issue.version desc, issue_row.amount desc, issue_row.row_no
    ) = 1
),

placed as (
    select
        of_month.*,
        latest.person_id is null or $as_told and of_month.previous_amount is not null as is_as_told,
    from of_month
    left join latest using (person_id)
),

warned as (
    select
        of_month.person_id,
        of_month.rule as rule_id,
        of_month.status,
        of_month.early_watch,
        of_month.early_reason,
        of_month.measure,
        of_month.amount,
        of_month.threshold,
        of_month.over_by,
        of_month.previous_amount,
        of_month.correction_cause,
        of_month.first_month,
        coalesce(latest.insurance, 'unknown') as insurance,
        coalesce(latest.identity, '') as identity,
        case when is_as_told then nullif(last_place.county_code, '') else latest.county_code end as county_code,
        case when is_as_told then nullif(last_place.township_code, '') else latest.township_code end as township_code,
        coalesce(latest.settlements, 0) as settlements,
        coalesce(latest.medfee, 0) as medfee,
        coalesce(latest.in_scope, 0) as in_scope,
        coalesce(latest.basic, 0) as basic,
        coalesce(latest.catastrophic, 0) as catastrophic,
        coalesce(latest.assistance, 0) as assistance,
        coalesce(latest.other_funds, 0) as other_funds,
        coalesce(latest.hospital, 0) as hospital,
        coalesce(latest.self_pay, 0) as self_pay,
        coalesce(latest.own_expense, 0) as own_expense,
        coalesce(latest.preself, 0) as preself,
        coalesce(latest.burden, 0) as burden,
    from placed as of_month
    left join latest using (person_id)
    left join last_place using (person_id, rule)
)

select * from warned
