-- One row per settlement that counts towards the burden of the year: valid, not undone, of a kind of care that the place counts.
-- Basis: POLICY section 2 (how the facts of a settlement are read; self_pay = max(0, in scope − all funds) per settlement); 000 二(四)、二(六), 003 art. 16 (kinds of care).
-- A record of a person insured elsewhere counts when the person is on a roster here (003 art. 12), else it is another area's.
-- Reads: warehouse.settlement, warehouse.standing, warehouse.alias, warehouse.person_row, warehouse.identity_row, counted_med_type, person_late.
-- Parameters: $year; $from_month and $to_month, the months still to be settled; $division, the place's code. Late persons are taken from January.
with

-- What refunds took back of settlements that they undid only in part: it never was, so it is taken off before anything is computed.
taken_back as (
    select
        settlement.row_id,
        sum(part.medfee_sumamt) as medfee_sumamt,
        sum(part.inscp_amt) as inscp_amt,
        sum(part.hifp_pay) as hifp_pay,
        sum(part.hifmi_pay) as hifmi_pay,
        sum(part.hifob_pay) as hifob_pay,
        sum(part.maf_pay) as maf_pay,
        sum(part.fund_pay_sumamt) as fund_pay_sumamt,
        sum(part.ownpay_hosp_part) as ownpay_hosp_part,
        sum(part.fulamt_ownpay_amt) as fulamt_ownpay_amt,
        sum(part.overlmt_selfpay) as overlmt_selfpay,
        sum(part.preselfpay_amt) as preselfpay_amt,
        sum(part.psn_pay) as psn_pay,
    from warehouse.settlement as part
    join warehouse.standing as standing on standing.row_id = part.row_id and standing.standing = 'refund_part'
    join warehouse.settlement as settlement on settlement.setl_id = part.init_setl_id
    where settlement.row_id not in (select row_id from warehouse.standing)
    group by settlement.row_id
),

whole as (
    select settlement.*
    from warehouse.settlement as settlement
    anti join warehouse.standing as standing using (row_id)
    anti join taken_back using (row_id)
),

reduced as (
    select
        settlement.* replace (
            cast(settlement.medfee_sumamt + taken_back.medfee_sumamt as decimal(16,2)) as medfee_sumamt,
            cast(settlement.inscp_amt + taken_back.inscp_amt as decimal(16,2)) as inscp_amt,
            cast(settlement.hifp_pay + taken_back.hifp_pay as decimal(16,2)) as hifp_pay,
            cast(settlement.hifmi_pay + taken_back.hifmi_pay as decimal(16,2)) as hifmi_pay,
            cast(settlement.hifob_pay + taken_back.hifob_pay as decimal(16,2)) as hifob_pay,
            cast(settlement.maf_pay + taken_back.maf_pay as decimal(16,2)) as maf_pay,
            cast(settlement.fund_pay_sumamt + taken_back.fund_pay_sumamt as decimal(16,2)) as fund_pay_sumamt,
            cast(settlement.ownpay_hosp_part + taken_back.ownpay_hosp_part as decimal(16,2)) as ownpay_hosp_part,
            cast(settlement.fulamt_ownpay_amt + taken_back.fulamt_ownpay_amt as decimal(16,2)) as fulamt_ownpay_amt,
            cast(settlement.overlmt_selfpay + taken_back.overlmt_selfpay as decimal(16,2)) as overlmt_selfpay,
            cast(settlement.preselfpay_amt + taken_back.preselfpay_amt as decimal(16,2)) as preselfpay_amt,
            cast(settlement.psn_pay + taken_back.psn_pay as decimal(16,2)) as psn_pay
        ),
    from warehouse.settlement as settlement
    join taken_back using (row_id)
),

of_the_year as (
    select
        settlement.* replace (coalesce(alias.person_id, settlement.person_id) as person_id),
        settlement.setl_month - $year * 100 as month,
    from (select * from whole union all select * from reduced) as settlement
    left join warehouse.alias as alias on alias.alias_id = settlement.person_id
    where settlement.is_valid
        and settlement.med_type in (select code from counted_med_type)
        and settlement.setl_month between $year * 100 + 1 and $year * 100 + $to_month
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
    select
        *,
        case
            when medfee_sumamt >= 0 then greatest(inscp_amt - fund_pay_sumamt, 0)
            else least(inscp_amt - fund_pay_sumamt, 0)
        end as self_pay,
    from of_the_year
    where (insu_admdvs is null or starts_with(insu_admdvs, $division) or person_id in (select person_id from known_here))
        and (month >= $from_month or person_id in (select person_id from person_late))
)

select * from counted
