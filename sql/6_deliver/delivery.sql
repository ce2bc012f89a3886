-- @table delivery 送达 每份名单的每个文件
-- @column issue_id 名单编号 见 issue 表
-- @column recipient 接收单位 县区或乡镇代码与单位
-- @column file_name 文件名 输出文件夹内的文件名
-- @column row_count 行数 文件中的人员行数
-- @column sha256 指纹 文件内容的 SHA-256
-- One row per file of an issue. Basis: 000 二(六) (to whom the list goes). Reads: deliver.delivery.
with

published as (
    select issue_id, recipient, file_name, row_count, sha256
    from deliver.delivery
)

select * from published
