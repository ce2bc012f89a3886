-- One row per person and rule that an issue had on its list, or that the screened month has: what was issued, what now holds of that month,
-- and what holds of the screened one. The issue is the last one of the year before the month, or that of the month itself, its
-- correction lists counted in: the newest word on each person and rule.
--   change      in, out, escalated (another whole line further), changed (same month, other amount or line), stays
--   stated      what the issue said: amount and line, empty where it did not have the person on its list; of the watched the amount only
--   restated    what holds of the issue's month by what is known now
-- Basis: promise 4; 000 二(六). Reads: lists.issue, lists.issue_row, warehouse.alias, screen.warning, settle.burden, in_rule, rule_month.
-- Parameters: $issue_id, $month (six digits).
-- Example: issued 12,000.00 in March, of which a refund took 3,000.00: stated 12,000.00, restated 9,000.00, out.
with

compared as (
    select
        coalesce(max(month), 0) as month,
        coalesce(max(month), 0) % 100 as number,
    from lists.issue
    where issue_id = $issue_id
),

told as (
    select
        coalesce(alias.person_id, issue_row.person_id) as person_id,
        issue_row.rule,
        issue_row.early_watch as is_watched,
        issue_row.measure,
        issue_row.amount,
        issue_row.threshold,
        issue_row.row_no,
        issue_row.issue_id,
        issue_row.status,
        issue.version,
    from lists.issue_row as issue_row
    join lists.issue as issue using (issue_id)
    left join warehouse.alias as alias on alias.alias_id = issue_row.person_id
    where issue.month = (select month from compared)
    qualify row_number() over (
        partition by coalesce(alias.person_id, issue_row.person_id), issue_row.rule
        order by
            issue.version desc, issue_row.status in ('new', 'continuing', 'escalated') desc, issue_row.early_watch, issue_row.amount desc, issue_row.row_no
    ) = 1
),

listed_now as (
    select
        person_id,
        rule,
        measure,
        amount,
        threshold,
        status,
    from screen.warning
    where month = $month and not early_watch and status in ('new', 'continuing', 'escalated')
),

either as (
    select
        coalesce(told.person_id, listed_now.person_id) as person_id,
        coalesce(told.rule, listed_now.rule) as rule,
        coalesce(told.measure, listed_now.measure) as measure,
        case when not told.is_watched then told.row_no end as row_no,
        told.issue_id,
        told.version,
        told.amount as stated_amount,
        case when not told.is_watched then told.threshold end as stated_line,
        listed_now.person_id is not null as is_listed,
        listed_now.status,
    from (from told where status in ('new', 'continuing', 'escalated')) as told
    full join listed_now using (person_id, rule)
    where not told.is_watched or listed_now.person_id is not null
),

known as (
    select
        burden.person_id,
        burden.month,
        burden.self_pay,
        burden.burden,
        burden.insurance,
    from settle.burden as burden
    semi join either using (person_id)
    where burden.year = $month // 100 and burden.month <= $month % 100
),

known_then as (
    select *
    from known
    where month <= (select number from compared)
    qualify row_number() over (partition by person_id order by month desc) = 1
),

known_now as (
    select *
    from known
    qualify row_number() over (partition by person_id order by month desc) = 1
),

change as (
    select
        either.person_id,
        either.rule,
        either.measure,
        either.row_no,
        either.issue_id,
        either.version,
        case
            when either.stated_line is null then 'in'
            when not either.is_listed then 'out'
            when (select month from compared) < $month then case either.status when 'escalated' then 'escalated' else 'stays' end
            when either.stated_amount <> case either.measure when 'self_pay' then known_now.self_pay else known_now.burden end
                or either.stated_line <> in_rule_now.threshold then 'changed'
            else 'stays'
        end as change,
        either.stated_amount,
        either.stated_line,
        cast(coalesce(case either.measure when 'self_pay' then known_then.self_pay else known_then.burden end, 0) as decimal(16,2)) as restated_amount,
        in_rule_then.threshold as restated_line,
        in_rule_then.person_id is not null as was_in_rule,
        coalesce(is_over(in_rule_then.operator, in_rule_then.amount, in_rule_then.threshold), false) as was_over,
        cast(coalesce(case either.measure when 'self_pay' then known_now.self_pay else known_now.burden end, 0) as decimal(16,2)) as amount,
        coalesce(in_rule_now.threshold, rule_now.threshold, either.stated_line) as line,
        coalesce(is_over(in_rule_now.operator, in_rule_now.amount, either.stated_line), false) as is_over_as_stated,
        coalesce(is_over(in_rule_now.operator, either.stated_amount, in_rule_now.threshold), true) as was_over_by_now,
        in_rule_now.person_id is not null as is_in_rule,
        rule_then.rule is not null as was_in_force,
        known_then.insurance as insurance_then,
        known_now.insurance,
    from either
    left join known_then using (person_id)
    left join known_now using (person_id)
    left join in_rule as in_rule_then
        on in_rule_then.person_id = either.person_id and in_rule_then.rule = either.rule and in_rule_then.month = (select number from compared)
    left join in_rule as in_rule_now
        on in_rule_now.person_id = either.person_id and in_rule_now.rule = either.rule and in_rule_now.month = $month % 100
    left join rule_month as rule_then on rule_then.rule = either.rule and rule_then.month = (select number from compared)
    left join rule_month as rule_now on rule_now.rule = either.rule and rule_now.month = $month % 100
)

select * from change
