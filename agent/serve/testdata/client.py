"""Asks a server of the Open Inference Protocol for scores and prints them as JSON.

usage: client.py HOST:PORT MODEL INPUT   (the tensor of float32 is read from stdin)
"""
import json
import struct
import sys

import grpc
import inference_pb2 as pb
import inference_pb2_grpc

address, model, name = sys.argv[1:]
tensor = sys.stdin.buffer.read()
stub = inference_pb2_grpc.GRPCInferenceServiceStub(grpc.insecure_channel(address))
assert stub.ServerReady(pb.ServerReadyRequest()).ready
stated = stub.ModelMetadata(pb.ModelMetadataRequest(name=model)).inputs[0]
assert stated.name == name, stated
shape = [1] + list(stated.shape[1:])


def scores(answer):
    raw = answer.raw_output_contents[0]
    return list(struct.unpack("<%df" % (len(raw) // 4), raw))


def ask(**how):
    request = pb.ModelInferRequest(model_name=model, **how)
    return stub.ModelInfer(request, timeout=30)


Input = pb.ModelInferRequest.InferInputTensor
raw = ask(inputs=[Input(name=name, datatype="FP32", shape=shape)], raw_input_contents=[tensor])
values = pb.InferTensorContents(fp32_contents=struct.unpack("<%df" % (len(tensor) // 4), tensor))
typed = ask(inputs=[Input(name=name, datatype="FP32", shape=shape, contents=values)])
frame = ask(
    parameters={"sequence_id": pb.InferParameter(string_param="one"), "sequence_start": pb.InferParameter(bool_param=True)},
    inputs=[Input(name="frame", datatype="UINT8", shape=[180, 320])],
    raw_input_contents=[bytes(180 * 320)],
)
try:
    ask(inputs=[Input(name=name, datatype="FP32", shape=[1])], raw_input_contents=[tensor])
    refused = "OK"
except grpc.RpcError as error:
    refused = error.code().name
print(json.dumps({"raw": scores(raw), "typed": scores(typed), "frame": scores(frame), "refused": refused}))
