"""A server of the Open Inference Protocol with one model, m, whose scores depend on the
bytes of its input. It prints its port when it listens, and ends with its stdin.
"""
import struct
import sys
from concurrent import futures

import grpc
import inference_pb2 as pb
import inference_pb2_grpc

CLASSES = 3


class Server(inference_pb2_grpc.GRPCInferenceServiceServicer):
    def ModelMetadata(self, request, context):
        tensor = pb.ModelMetadataResponse.TensorMetadata
        return pb.ModelMetadataResponse(
            name="m", versions=["1"], platform="python",
            inputs=[tensor(name="x", datatype="FP32", shape=[-1, 1, 18, 32])],
            outputs=[tensor(name="y", datatype="FP32", shape=[-1, CLASSES])])

    def ModelInfer(self, request, context):
        chosen = sum(request.raw_input_contents[0]) % CLASSES
        scores = [1.0 if k == chosen else 0.0 for k in range(CLASSES)]
        output = pb.ModelInferResponse.InferOutputTensor(name="y", datatype="FP32", shape=[1, CLASSES])
        return pb.ModelInferResponse(
            model_name="m", model_version="1", outputs=[output],
            raw_output_contents=[struct.pack("<%df" % CLASSES, *scores)])


server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
inference_pb2_grpc.add_GRPCInferenceServiceServicer_to_server(Server(), server)
print(server.add_insecure_port("127.0.0.1:0"), flush=True)
server.start()
sys.stdin.read()
