-- One row per settlement that counts towards the burden of the year: valid, not undone, of a kind of care that the place counts.
-- Basis: POLICY section 2 (how the facts of a settlement are read); 000 二(四)、二(六), 003 art. 16 (kinds of care).
-- A record of a person insured elsewhere counts when the person is on a roster here (003 art. 12), else it is another area's.
-- Reads: warehouse.settlement, warehouse.standing, warehouse.alias, warehouse.person_row, warehouse.identity_row, counted_med_type, person_late.
-- Parameters: $year; $from_month and $to_month, the months still to be settled; $division, the place's code. Late persons are taken from January.
with

whole as (
    select
        settlement.* replace (coalesce(alias.person_id, settlement.person_id) as person_id),
        settlement.setl_month - $year * 100 as month,
    from warehouse.settlement as settlement
    anti join warehouse.standing as standing using (row_id)
    left join warehouse.alias as alias on alias.alias_id = settlement.person_id
    where settlement.is_valid
        and settlement.med_type in (select code from counted_med_type)
        and settlement.setl_month between $year * 100 + 1 and $year * 100 + $to_month
),

undone_in_part as (
    select
        settlement.* replace (coalesce(alias.person_id, settlement.person_id) as person_id, standing.counts_at as setl_time),
        month(standing.counts_at) as month,
    from warehouse.settlement as settlement
    join warehouse.standing as standing on standing.row_id = settlement.row_id and standing.standing = 'refund_part'
    left join warehouse.alias as alias on alias.alias_id = settlement.person_id
    where settlement.med_type in (select code from counted_med_type)
        and year(standing.counts_at) = $year and month(standing.counts_at) <= $to_month
),

of_the_year as (
    select * from whole
    union all
    select * from undone_in_part
),

insured_elsewhere as (
    select distinct coalesce(alias.person_id, settlement.person_id) as person_id
    from warehouse.settlement as settlement
    left join warehouse.alias as alias on alias.alias_id = settlement.person_id
    where settlement.insu_admdvs is not null and not starts_with(settlement.insu_admdvs, $division)
),

rostered as (
    select person_id from warehouse.person_row
    union all
    select person_id from warehouse.identity_row
    union all
    select alias.person_id
    from warehouse.alias as alias
    where alias.alias_id in (select person_id from warehouse.person_row)
        or alias.alias_id in (select person_id from warehouse.identity_row)
),

known_here as (
    select insured_elsewhere.person_id
    from insured_elsewhere
    semi join rostered using (person_id)
),

counted as (
    select *
    from of_the_year
    where (insu_admdvs is null or starts_with(insu_admdvs, $division) or person_id in (select person_id from known_here))
        and (month >= $from_month or person_id in (select person_id from person_late))
)

select * from counted
