-- @check 名单上有人没有超线，或观察名单上有人已经超线
-- @when month
-- One row per warning of the month on the wrong side of its line, of a rule that is not in force, or with a first month that cannot be.
-- Basis: 000 二(六), 003 art. 14–17: strictly over the line unless the pack's operator says otherwise.
-- Reads: screen.warning, rule_in_force. Parameters: $year, $month.
with

judged as (
    select
        warning.person_id,
        warning.rule,
        warning.status in ('new', 'continuing', 'escalated') and not warning.early_watch as is_listed,
        warning.early_watch,
        warning.first_month,
        case rule_in_force.operator
            when '>' then warning.amount > rule_in_force.threshold
            else warning.amount >= rule_in_force.threshold
        end as is_over,
    from screen.warning as warning
    left join rule_in_force on rule_in_force.rule = warning.rule and rule_in_force.threshold = warning.threshold
    where warning.month = $year * 100 + $month
),

warning_line as (
    select person_id, rule
    from judged
    where is_listed and is_over is distinct from true
        or early_watch and is_over is distinct from false
        or is_listed and (first_month is null or first_month not between $year * 100 + 1 and $year * 100 + $month)
)

select * from warning_line
