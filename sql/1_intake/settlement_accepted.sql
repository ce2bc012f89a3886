-- One row per record of the settlement file that can be taken in, in the shape of warehouse.settlement.
-- Basis: national settlement record SETL_D. A person is the 17 leading digits of the identity number; whoever has none is numbered from warehouse.identifier.
-- Reads: settlement_row, reject (the file), warehouse.identifier.
with

sound as (
    select settlement_row.*
    from settlement_row
    anti join reject using (record)
),

settlement_accepted as (
    select
        sound.record,
        sound.setl_id,
        sound.init_setl_id,
        sound.mdtrt_id,
        coalesce(sound.id_seventeen, identifier.person_id) as person_id,
        sound.psn_no,
        sound.psn_name,
        sound.insutype,
        sound.psn_type,
        sound.med_type,
        sound.setl_time,
        cast(year(sound.setl_time) * 100 + month(sound.setl_time) as integer) as setl_month,
        sound.begndate,
        sound.enddate,
        sound.insu_admdvs,
        sound.fix_blng_admdvs,
        sound.fixmedins_code,
        sound.hosp_lv,
        sound.pay_loc,
        sound.dise_no,
        coalesce(sound.refd_text, '0') not in ('0', '否') as refd_setl_flag,
        coalesce(sound.vali_text, '1') not in ('0', '否', '无效') as is_valid,
        sound.updt_time,
        sound.medfee_sumamt,
        coalesce(sound.fulamt_ownpay_amt, 0) as fulamt_ownpay_amt,
        coalesce(sound.overlmt_selfpay, 0) as overlmt_selfpay,
        coalesce(sound.preselfpay_amt, 0) as preselfpay_amt,
        sound.inscp_amt,
        sound.act_pay_dedc,
        coalesce(sound.hifp_pay, 0) as hifp_pay,
        coalesce(sound.hifmi_pay, 0) as hifmi_pay,
        coalesce(sound.hifob_pay, 0) as hifob_pay,
        coalesce(sound.maf_pay, 0) as maf_pay,
        coalesce(sound.cvlserv_pay, 0) as cvlserv_pay,
        coalesce(sound.hifes_pay, 0) as hifes_pay,
        coalesce(sound.hifdm_pay, 0) as hifdm_pay,
        coalesce(sound.othfund_pay, 0) as othfund_pay,
        cast(sound.funds as decimal(16,2)) as fund_pay_sumamt,
        cast(sound.psn_pay as decimal(16,2)) as psn_pay,
        sound.acct_pay,
        sound.cash_payamt,
        coalesce(sound.ownpay_hosp_part, 0) as ownpay_hosp_part,
    from sound
    left join warehouse.identifier as identifier
        on identifier.kind = sound.identifier_kind and identifier.value = sound.identifier_value
)

select * from settlement_accepted
