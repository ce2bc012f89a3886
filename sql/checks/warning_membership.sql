-- @check 有人超线却不在名单上，或不属于规则范围却在名单上
-- @when month
-- One row per person and rule where list and rule disagree: over the line and not listed, or listed without reason, or listed twice.
-- Basis: promise 2, no person is lost; 000 二(六) (named identities), 003 art. 15 (everybody else). Worked out anew from figures and identities.
-- Reads: screen.warning, settle.burden, warehouse.identity_span, rule_in_force, rule_holder, rule_insured, rule_outranked.
-- Parameters: $year, $month, $month_end.
with

reached as (
    select distinct person_id
    from settle.burden
    where year = $year and month <= $month
        and greatest(self_pay, burden) >= (select min(threshold) from rule_in_force)
),

latest as (
    select
        burden.person_id,
        arg_max(burden.self_pay, burden.month) as self_pay,
        arg_max(burden.burden, burden.month) as burden,
        arg_max(case when burden.insurance in ('unknown', 'other') then 'resident' else burden.insurance end, burden.month) as insurance,
    from settle.burden as burden
    semi join reached using (person_id)
    where burden.year = $year and burden.month <= $month
    group by burden.person_id
),

over_line as (
    select
        latest.person_id,
        rule_in_force.rule,
    from latest
    cross join rule_in_force
    left join rule_insured on rule_insured.rule = rule_in_force.rule and rule_insured.insurance = latest.insurance
    where (rule_insured.rule is not null or rule_in_force.rule not in (select rule from rule_insured))
        and case rule_in_force.measure when 'self_pay' then latest.self_pay else latest.burden end
            >= rule_in_force.threshold
        and (
            rule_in_force.operator = '>='
            or case rule_in_force.measure when 'self_pay' then latest.self_pay else latest.burden end <> rule_in_force.threshold
        )
),

holding as (
    select distinct
        span.person_id,
        rule_holder.rule,
    from warehouse.identity_span as span
    semi join latest using (person_id)
    join rule_holder on rule_holder.identity = span.identity
    where $month_end between span.begins and span.ends
),

outranked as (
    select
        holding.person_id,
        rule_outranked.rule,
    from holding
    join rule_outranked on rule_outranked.other_rule = holding.rule
),

expected as (
    select over_line.person_id, over_line.rule
    from over_line
    semi join holding using (person_id, rule)
    union
    select over_line.person_id, over_line.rule
    from over_line
    anti join outranked using (person_id, rule)
    where over_line.rule not in (select rule from rule_holder)
),

listed as (
    select
        person_id,
        rule,
        count(*) as row_count,
    from screen.warning
    where month = $year * 100 + $month and not early_watch and status in ('new', 'continuing', 'escalated')
    group by person_id, rule
),

warning_membership as (
    select person_id, rule
    from expected
    full join listed using (person_id, rule)
    where expected.rule is null or listed.rule is null or listed.row_count <> 1
)

select * from warning_membership
