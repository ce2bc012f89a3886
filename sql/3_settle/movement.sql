-- One row per person and month being settled, and one (month 0) for what the person brings along: amounts to be added up in order.
-- Basis: DESIGN, To date. Reads: increment, opening, change_month, settled_person, identity_rank.
with

only_changed as (
    select
        person_id,
        month,
        0 as in_scope, 0 as basic, 0 as catastrophic, 0 as assistance, 0 as funds, 0 as hospital,
        0 as self_pay, 0 as own_expense, 0 as preself, 0 as burden, 0 as settlements, 0 as clamped,
        0 as eligible, 0 as noted,
    from change_month
    semi join settled_person using (person_id)
    anti join increment using (person_id, month)
),

brought as (
    select
        opening.person_id,
        0 as month,
        in_scope, basic, catastrophic, assistance,
        basic + catastrophic + assistance + other_funds as funds,
        hospital, self_pay, own_expense, preself, burden, settlements, clamped, eligible, noted,
        insutype,
        insu_admdvs,
        insurance as insurance_brought,
        identity_rank.rank as identity_rank_brought,
        county_code as county_brought,
        township_code as township_brought,
    from opening
    left join identity_rank on identity_rank.identity = opening.identity
),

movement as (
    select * from increment
    union all by name
    select * from only_changed
    union all by name
    select * from brought
)

select * from movement
