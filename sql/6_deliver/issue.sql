-- @table issue 名单 每月出具的名单一行
-- @column issue_id 名单编号 顺序号
-- @column place 统筹区 统筹区代号
-- @column month 月份 名单所属月份
-- @column version 版次 1 是当月名单，2 起是更正名单，只列有变化的人
-- @column issued_on 出具日期 出具名单的日期
-- @column pack_version 政策包版本 所用政策包的指纹
-- @column program_version 程序版本 所用程序的版本
-- @column draft 征求意见稿 真：所据文件尚未正式印发
-- @column official_rows 预警行数 正式名单上的行数
-- @column early_rows 观察行数 预警观察的行数
-- @column withdrawn_rows 退出行数 更正或退出的行数
-- @column rows_sha256 内容指纹 冻结内容的 SHA-256
-- @column settings_sha256 设置指纹 影响数字的设置和政策包的 SHA-256
-- @column inputs_sha256 数据指纹 出具时已载入的全部文件的 SHA-256
-- One row per issued list. Basis: promise 4. Reads: lists.issue, lists.issued_under. Parameters: $place.
with

published as (
    select
        issue_id,
        cast($place as varchar) as place,
        format('{:04d}-{:02d}', month // 100, month % 100) as month,
        version,
        issued_on,
        pack_version,
        program_version,
        draft,
        official_rows,
        early_rows,
        withdrawn_rows,
        rows_sha256,
        kept.settings_sha256,
        kept.inputs_sha256,
    from lists.issue as issue
    left join lists.issued_under as kept using (issue_id)
)

select * from published
