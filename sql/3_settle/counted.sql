-- One row per settlement that counts towards the burden of the year: valid, not undone, of a kind of care that the place counts.
-- Basis: POLICY section 2 (how the facts of a settlement are read; self_pay = max(0, in scope − all funds) per settlement); 000 二(四)、二(六), 003 art. 16 (kinds of care).
-- A record of a person insured elsewhere counts when the person is on a roster here (003 art. 12), else it is another area's.
-- Reads: warehouse.settlement, warehouse.standing, warehouse.alias, warehouse.person_row, warehouse.identity_row, counted_med_type, person_late.
-- Parameters: $year; $from_month and $to_month, the months still to be settled; $division, the place's code. Late persons are taken from January.
with

-- The months asked for and the late persons' earlier ones stand apart, so that a month does not read the year.
of_the_year as not materialized (
    select
        settlement.* replace (coalesce(alias.person_id, settlement.person_id) as person_id),
        settlement.setl_month - $year * 100 as month,
    from warehouse.settlement as settlement
    left join warehouse.alias as alias on alias.alias_id = settlement.person_id
    where settlement.setl_month between $year * 100 + $from_month and $year * 100 + $to_month
    union all
    select
        settlement.* replace (coalesce(alias.person_id, settlement.person_id) as person_id),
        settlement.setl_month - $year * 100 as month,
    from warehouse.settlement as settlement
    left join warehouse.alias as alias on alias.alias_id = settlement.person_id
    where settlement.setl_month between $year * 100 + 1 and $year * 100 + $from_month - 1
        and coalesce(alias.person_id, settlement.person_id) in (select person_id from person_late)
),

sound as not materialized (
    select of_the_year.*
    from of_the_year
    anti join warehouse.standing as standing using (row_id)
    where of_the_year.is_valid and of_the_year.med_type in (select code from counted_med_type)
),

-- What refunds took back of settlements that they undid only in part: it never was, so it is taken off before anything is computed.
part as (
    select
        settlement.* replace (coalesce(alias.person_id, settlement.person_id) as person_id),
        year(standing.counts_at) * 100 + month(standing.counts_at) as month_of_original,
    from warehouse.settlement as settlement
    join warehouse.standing as standing on standing.row_id = settlement.row_id and standing.standing = 'refund_part'
    left join warehouse.alias as alias on alias.alias_id = settlement.person_id
    where year(standing.counts_at) = $year and month(standing.counts_at) <= $to_month
),

taken_back as (
    select
        original.row_id,
        sum(part.medfee_sumamt) as medfee_sumamt,
        sum(part.inscp_amt) as inscp_amt,
        sum(part.hifp_pay) as hifp_pay,
        sum(part.hifmi_pay) as hifmi_pay,
        sum(part.hifob_pay) as hifob_pay,
        sum(part.maf_pay) as maf_pay,
        sum(part.cvlserv_pay) as cvlserv_pay,
        sum(part.hifes_pay) as hifes_pay,
        sum(part.hifdm_pay) as hifdm_pay,
        sum(part.othfund_pay) as othfund_pay,
        sum(part.fund_pay_sumamt) as fund_pay_sumamt,
        sum(part.ownpay_hosp_part) as ownpay_hosp_part,
        sum(part.fulamt_ownpay_amt) as fulamt_ownpay_amt,
        sum(part.overlmt_selfpay) as overlmt_selfpay,
        sum(part.preselfpay_amt) as preselfpay_amt,
        sum(part.psn_pay) as psn_pay,
    from part
    join warehouse.settlement as original on original.setl_id = part.init_setl_id and original.setl_month = part.month_of_original
    where (part.month_of_original >= $year * 100 + $from_month or part.person_id in (select person_id from person_late))
        and original.row_id not in (select row_id from warehouse.standing)
    group by original.row_id
),

whole as (
    select sound.*
    from sound
    anti join taken_back using (row_id)
),

reduced as (
    select
        sound.* replace (
            cast(sound.medfee_sumamt + taken_back.medfee_sumamt as decimal(16,2)) as medfee_sumamt,
            cast(sound.inscp_amt + taken_back.inscp_amt as decimal(16,2)) as inscp_amt,
            cast(sound.hifp_pay + taken_back.hifp_pay as decimal(16,2)) as hifp_pay,
            cast(sound.hifmi_pay + taken_back.hifmi_pay as decimal(16,2)) as hifmi_pay,
            cast(sound.hifob_pay + taken_back.hifob_pay as decimal(16,2)) as hifob_pay,
            cast(sound.maf_pay + taken_back.maf_pay as decimal(16,2)) as maf_pay,
            cast(sound.cvlserv_pay + taken_back.cvlserv_pay as decimal(16,2)) as cvlserv_pay,
            cast(sound.hifes_pay + taken_back.hifes_pay as decimal(16,2)) as hifes_pay,
            cast(sound.hifdm_pay + taken_back.hifdm_pay as decimal(16,2)) as hifdm_pay,
            cast(sound.othfund_pay + taken_back.othfund_pay as decimal(16,2)) as othfund_pay,
            cast(sound.fund_pay_sumamt + taken_back.fund_pay_sumamt as decimal(16,2)) as fund_pay_sumamt,
            cast(sound.ownpay_hosp_part + taken_back.ownpay_hosp_part as decimal(16,2)) as ownpay_hosp_part,
            cast(sound.fulamt_ownpay_amt + taken_back.fulamt_ownpay_amt as decimal(16,2)) as fulamt_ownpay_amt,
            cast(sound.overlmt_selfpay + taken_back.overlmt_selfpay as decimal(16,2)) as overlmt_selfpay,
            cast(sound.preselfpay_amt + taken_back.preselfpay_amt as decimal(16,2)) as preselfpay_amt,
            cast(sound.psn_pay + taken_back.psn_pay as decimal(16,2)) as psn_pay
        ),
    from sound
    join taken_back using (row_id)
),

net as not materialized (
    select * from whole
    union all
    select * from reduced
),

-- Under which numbers the rosters may know those insured elsewhere.
elsewhere as (
    select distinct person_id
    from of_the_year
    where insu_admdvs is not null and not starts_with(insu_admdvs, $division)
),

number_elsewhere as (
    select person_id as known_as, person_id from elsewhere
    union all
    select alias.alias_id as known_as, alias.person_id
    from warehouse.alias as alias
    semi join elsewhere using (person_id)
),

known_here as (
    select number_elsewhere.person_id
    from number_elsewhere
    semi join warehouse.person_row as person_row on person_row.person_id = number_elsewhere.known_as
    union all
    select number_elsewhere.person_id
    from number_elsewhere
    semi join warehouse.identity_row as identity_row on identity_row.person_id = number_elsewhere.known_as
),

counted as (
    select
        *,
        case
            when medfee_sumamt >= 0 then greatest(inscp_amt - fund_pay_sumamt, 0)
            else least(inscp_amt - fund_pay_sumamt, 0)
        end as self_pay,
    from net
    where insu_admdvs is null or starts_with(insu_admdvs, $division) or person_id in (select person_id from known_here)
)

select * from counted
