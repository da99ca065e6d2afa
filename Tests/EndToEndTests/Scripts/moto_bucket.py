"""A bucket of S3 on loopback, by moto, for tests: holds the files of a directory until standard input ends.

usage: moto_bucket.py BUCKET DIRECTORY [KEY_PREFIX]    prints the address it listens on
       moto_bucket.py --guarded BUCKET DIRECTORY       checks who asks; prints the address, and key id and secret of a
                                                       user who may read and of one who may only list
"""
import json, os, sys
import boto3
from moto import settings
from moto.server import ThreadedMotoServer

is_guarded = sys.argv[1] == "--guarded"
if is_guarded:
    del sys.argv[1]
bucket, directory = sys.argv[1], sys.argv[2]
prefix = sys.argv[3] if len(sys.argv) > 3 else ""
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()


def service(name):
    return boto3.client(
        name, endpoint_url=f"http://{host}:{port}", region_name="us-east-1", aws_access_key_id="test",
        aws_secret_access_key="test")


def user(name, actions):
    """Key id and secret of a new user who may do this."""
    iam = service("iam")
    iam.create_user(UserName=name)
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName=name, PolicyName=name, PolicyDocument=policy)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return [key["AccessKeyId"], key["SecretAccessKey"]]


client = service("s3")
client.create_bucket(Bucket=bucket)
for folder, _, names in os.walk(directory):
    for name in names:
        path = os.path.join(folder, name)
        client.upload_file(path, bucket, prefix + os.path.relpath(path, directory))
said = [f"http://{host}:{port}"]
if is_guarded:
    said += user("reader", ["s3:ListBucket", "s3:GetObject"]) + user("lister", ["s3:ListBucket"])
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
print(*said, flush=True)
sys.stdin.read()
server.stop()
