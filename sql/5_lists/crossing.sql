-- One row per warning of the month that is over its line: the day on which the running sum first passed it.
-- Basis: promise 3: where the line was crossed. What is settled at one moment, and what undid a part of it, is one step. Reads: screen.warning, counted, rule_month. Parameters: $month, six digits.
with

over_line as (
    select
        warning.person_id,
        warning.rule,
        warning.measure,
        warning.threshold,
        rule_month.operator,
    from screen.warning as warning
    join rule_month on rule_month.rule = warning.rule and rule_month.month = warning.month % 100
    where warning.month = $month and not warning.early_watch and warning.status in ('new', 'continuing', 'escalated')
),

cost as (
    select
        counted.person_id,
        counted.setl_time,
        counted.setl_id,
        counted.self_pay,
        counted.psn_pay as burden,
    from counted
    semi join over_line using (person_id)
),

running as (
    select
        over_line.person_id,
        over_line.rule,
        over_line.operator,
        over_line.threshold,
        cost.setl_time,
        sum(case over_line.measure when 'self_pay' then cost.self_pay else cost.burden end)
            over (partition by over_line.person_id, over_line.rule order by cost.setl_time) as so_far,
    from over_line
    join cost using (person_id)
),

crossing as (
    select
        person_id,
        rule,
        cast(min(setl_time) as date) as crossed_on,
    from running
    where case operator when '>' then so_far > threshold else so_far >= threshold end
    group by person_id, rule
)

select * from crossing
