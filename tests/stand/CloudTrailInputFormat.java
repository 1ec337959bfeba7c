package com.amazon.emr.cloudtrail;

/** Stands in for the closed-source class, so that Hive takes the CloudTrail DDL as printed. */
public class CloudTrailInputFormat extends org.apache.hadoop.mapred.TextInputFormat {}
