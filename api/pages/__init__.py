"""What pages show: values ready to be laid out, and charts as geometry."""
