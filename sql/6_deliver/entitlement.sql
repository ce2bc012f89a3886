-- @table entitlement 应享待遇 每笔结算每层待遇一行：按政策应支付多少，平台已支付多少
-- @column place 统筹区 统筹区代号
-- @column person_key 人员代码 由密钥算出的人员代码，不能还原为身份证号
-- @column settlement_id 结算ID 结算记录的结算ID
-- @column month 月份 结算所在月份，如 2023-03
-- @column layer 待遇层 catastrophic 大病保险、special_drug 特药、assistance 一般（基本）救助、assistance_major 重特大疾病救助、assistance_tilted 倾斜救助、bed_day 床日定额、reduction 机构减免、commercial 商业补充保险、re_assistance 再救助
-- @column base 计算基数 本笔中轮到本层时尚未支付的合规费用，元
-- @column accumulated_before 此前累计 本笔之前本层累计的计算基数，元
-- @column entitled 应享金额 按政策本层应支付，元
-- @column reported 已报金额 平台已支付，元；几层共用一个字段的依次分摊
-- @column gap 差额 应享减已报：正数为应享未享，负数为多付，元
-- @column pack_version 政策包版本 计算所用政策包
-- @column article 条款 所依据的条款
-- One row per settlement and layer of whoever a layer can reach; a layer that leaves the settlement untouched has none.
-- Basis: POLICY section 2, reported and entitled. Reads: settle.entitlement, warehouse.settlement, deliver.person_key, layer_scheme.
-- Parameters: $place; $since, the last settling that the copy already has.
with

published as (
    select
        cast($place as varchar) as place,
        person_key.person_key,
        settlement.setl_id as settlement_id,
        format('{:04d}-{:02d}', entitlement.year, entitlement.month) as month,
        entitlement.layer,
        entitlement.base,
        entitlement.accumulated_before,
        entitlement.entitled,
        entitlement.reported,
        cast(entitlement.entitled - entitlement.reported as decimal(16,2)) as gap,
        entitlement.pack_version,
        layer_scheme.article,
    from settle.entitlement as entitlement
    join warehouse.settlement as settlement using (row_id)
    join deliver.person_key as person_key on person_key.person_id = entitlement.person_id
    left join layer_scheme
        on layer_scheme.year = entitlement.year
        and layer_scheme.layer = entitlement.layer
        and layer_scheme.scheme = entitlement.scheme
    where entitlement.run > $since
)

select * from published
