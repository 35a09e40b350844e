module github.com/lanner/lanner-go

go 1.19
