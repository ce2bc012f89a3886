-- @check 分析副本里有能认出人的列
-- @when published
-- One row per column of the published copy that names a person, or says where to find one.
-- Basis: promise 6: no name, identity number, phone or address in the analysts' copy. Reads: the copy's own catalogue.
with

published_column as (
    select table_name, column_name
    from duckdb_columns()
    where not internal
        and (
            column_name in (
                'person_id', 'certno', 'psn_no', 'psn_name', 'mob', 'addr', 'brdy', 'resdbook_no', 'village', 'setl_id', 'frozen',
                'raw', 'row_key', 'value_text'
            )
            or table_name not in ('rejected', '拒收记录', 'delivery', '送达', 'rule', '预警规则', 'policy_value', '政策数值')
            and regexp_matches(column_name, '姓名|证件|身份证|电话|地址|户号|出生')
        )
)

select * from published_column
