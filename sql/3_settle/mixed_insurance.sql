-- One row per person and month with settlements under more than one insurance: the insurance of the month's latest settlement.
-- Basis: POLICY section 2: a person with both in a year is judged on the insurance of the latest settlement.
-- Reads: counted, increment.
with

mixed as (
    select person_id, month
    from increment
    where insutype_low <> insutype_high
),

mixed_insurance as (
    select
        counted.person_id,
        counted.month,
        arg_max(coalesce(counted.insutype, ''), row(counted.setl_time, counted.setl_id)) as insutype,
    from counted
    semi join mixed using (person_id, month)
    group by counted.person_id, counted.month
)

select * from mixed_insurance
