"""总结: drafted from the records, edited by people, issued as a paper."""
