-- @table load_batch 载入批次 每次载入的文件一行
-- @column batch_id 载入批次 顺序号
-- @column kind 种类 settlements、persons、identities 等
-- @column sha256 文件指纹 文件内容的 SHA-256
-- @column format 格式 csv、xlsx、parquet
-- @column encoding 编码 文本文件的编码
-- @column as_of 名册日期 全量名册所属日期
-- @column loaded_on 载入日期 载入的日期
-- @column records 读入 文件中的记录数 = 接收 + 拒收 + 重复
-- @column accepted 接收 载入时接收的记录数
-- @column rejected 拒收 载入时拒收或搁置的记录数
-- @column duplicate 重复 与已有记录完全相同的记录数
-- One row per file loaded. Basis: promise 2. Reads: intake.load_batch.
with

published as (
    select batch_id, kind, sha256, format, encoding, as_of, loaded_on, records, accepted, rejected, duplicate
    from intake.load_batch
)

select * from published
