-- One row per settlement that counts towards the burden of the year: valid, not undone, of a kind of care that the place counts.
-- Basis: POLICY section 2 (how the facts of a settlement are read); 000 二(四)、二(六), 003 art. 16 (kinds of care).
-- A record of a person insured elsewhere counts when the person is on a roster here (003 art. 12), else it is another area's.
-- Reads: warehouse.settlement, warehouse.standing, warehouse.alias, counted_med_type, person_late, warehouse.person_row, warehouse.identity_row.
-- Parameters: $year; $from_month and $to_month, the months still to be settled; $division, the place's code. Late persons are taken from January.
with

plain as (
    select
        row_id,
        setl_id,
        person_id,
        setl_time,
        setl_month - $year * 100 as month,
        insutype,
        insu_admdvs,
        medfee_sumamt,
        inscp_amt,
        hifp_pay,
        hifmi_pay,
        hifob_pay,
        maf_pay,
        fund_pay_sumamt,
        ownpay_hosp_part,
        fulamt_ownpay_amt,
        overlmt_selfpay,
        preselfpay_amt,
        psn_pay,
    from warehouse.settlement
    anti join warehouse.standing as standing using (row_id)
    where is_valid and med_type in (select code from counted_med_type)
        and setl_month between $year * 100 + 1 and $year * 100 + $to_month
),

undone_in_part as (
    select
        part.row_id,
        part.setl_id,
        part.person_id,
        part.setl_time,
        month(standing.counts_at) as month,
        part.insutype,
        part.insu_admdvs,
        part.medfee_sumamt,
        part.inscp_amt,
        part.hifp_pay,
        part.hifmi_pay,
        part.hifob_pay,
        part.maf_pay,
        part.fund_pay_sumamt,
        part.ownpay_hosp_part,
        part.fulamt_ownpay_amt,
        part.overlmt_selfpay,
        part.preselfpay_amt,
        part.psn_pay,
    from warehouse.settlement as part
    join warehouse.standing as standing on standing.row_id = part.row_id and standing.standing = 'refund_part'
    where part.med_type in (select code from counted_med_type)
        and year(standing.counts_at) = $year and month(standing.counts_at) <= $to_month
),

plain_and_part as (
    select * from plain
    union all
    select * from undone_in_part
),

resolved as (
    select plain_and_part.* replace (coalesce(alias.person_id, plain_and_part.person_id) as person_id)
    from plain_and_part
    left join warehouse.alias as alias on alias.alias_id = plain_and_part.person_id
),

wanted as (
    select * from resolved where month >= $from_month
    union all
    select resolved.*
    from resolved
    semi join person_late using (person_id)
    where resolved.month < $from_month
),

known_here as (
    select coalesce(alias.person_id, roster.person_id) as person_id
    from (select person_id from warehouse.person_row union all select person_id from warehouse.identity_row) as roster
    left join warehouse.alias as alias on alias.alias_id = roster.person_id
),

counted as (
    select * from wanted where insu_admdvs is null or starts_with(insu_admdvs, $division)
    union all
    select wanted.*
    from wanted
    semi join known_here using (person_id)
    where wanted.insu_admdvs is not null and not starts_with(wanted.insu_admdvs, $division)
)

select * from counted
