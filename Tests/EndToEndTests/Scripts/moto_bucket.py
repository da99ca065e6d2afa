"""A bucket of S3 on loopback, by moto, for tests: holds the files of a directory until standard input ends.

usage: moto_bucket.py BUCKET DIRECTORY [KEY_PREFIX]    prints the address it listens on
"""
import os, sys
import boto3
from moto.server import ThreadedMotoServer

bucket, directory = sys.argv[1], sys.argv[2]
prefix = sys.argv[3] if len(sys.argv) > 3 else ""
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
client = boto3.client(
    "s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1", aws_access_key_id="test",
    aws_secret_access_key="test")
client.create_bucket(Bucket=bucket)
for folder, _, names in os.walk(directory):
    for name in names:
        path = os.path.join(folder, name)
        client.upload_file(path, bucket, prefix + os.path.relpath(path, directory))
print(f"http://{host}:{port}", flush=True)
sys.stdin.read()
server.stop()
