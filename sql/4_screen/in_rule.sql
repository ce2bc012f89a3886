-- One row per candidate, month and rule whose population the person belongs to on the month's last day.
-- Basis: 000 二(六) (named identities), 003 art. 15 (everybody else insured: those in no other rule's population).
-- Whoever's insurance nobody knows, or is neither residents' nor employees', is judged by the residents' line, the lower one: no person is lost.
-- Reads: figure, warehouse.identity_span, rule_month, rule_identity, rule_exclusion, rule_insurance. Parameters: $year.
with

held as (
    select distinct
        figure.person_id,
        figure.month,
        span.identity,
    from figure
    join warehouse.identity_span as span
        on span.person_id = figure.person_id
        and last_day(make_date($year, figure.month, 1)) between span.begins and span.ends
),

named as (
    select distinct
        held.person_id,
        held.month,
        rule_identity.rule,
    from held
    join rule_identity using (identity)
),

any_identity as (
    select
        figure.person_id,
        figure.month,
        rule_month.rule,
    from figure
    join rule_month using (month)
    anti join rule_identity on rule_identity.rule = rule_month.rule
),

excluded as (
    select distinct
        named.person_id,
        named.month,
        rule_exclusion.rule,
    from named
    join rule_exclusion on rule_exclusion.other_rule = named.rule
),

by_identity as (
    select * from named
    union all
    select any_identity.*
    from any_identity
    anti join excluded using (person_id, month, rule)
),

in_rule as (
    select
        figure.person_id,
        figure.month,
        rule_month.rule,
        rule_month.measure,
        rule_month.operator,
        rule_month.threshold,
        case rule_month.measure when 'self_pay' then figure.self_pay else figure.burden end as amount,
    from figure
    join by_identity using (person_id, month)
    join rule_month on rule_month.rule = by_identity.rule and rule_month.month = figure.month
    left join rule_insurance
        on rule_insurance.rule = by_identity.rule
        and rule_insurance.insurance = case when figure.insurance in ('unknown', 'other') then 'resident' else figure.insurance end
    where rule_insurance.insurance is not null or by_identity.rule not in (select rule from rule_insurance)
)

select * from in_rule
