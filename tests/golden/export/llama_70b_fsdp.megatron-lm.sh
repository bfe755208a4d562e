# Megatron-LM after Megatron Core 0.14 (arguments.py of commit 000c4ac)
# Llama 3.1 70B on 512 accelerators: tensor 1 x context 1 x pipeline 1 x data 512; sequences of
#   8,192 tokens
# Use: source this file in bash, then: torchrun ... pretrain_gpt.py "${FLAGS[@]}"
# Not part of a plan, yours to add: tokenizer, data, learning rate, initialisation, rotary base and
#   scaling, epsilon of norms, router losses, checkpoints.
# Not expressed:
#   - attention flash-2: the generation is the newest that Transformer Engine finds installed; no
#     flag names it
unset CUDA_DEVICE_MAX_CONNECTIONS  # sharded weights want more than 1
FLAGS=(
  # Model
  --num-layers 80
  --hidden-size 8192
  --ffn-hidden-size 28672
  --num-attention-heads 64
  --group-query-attention
  --num-query-groups 8
  --kv-channels 128
  --seq-length 8192
  --max-position-embeddings 8192
  --position-embedding-type rope
  --padded-vocab-size 128256
  --normalization RMSNorm
  --swiglu
  --disable-bias-linear
  --attention-dropout 0.0
  --hidden-dropout 0.0
  --untie-embeddings-and-output-weights
  # Parallelism
  --tensor-model-parallel-size 1
  --context-parallel-size 1
  --pipeline-model-parallel-size 1
  --use-distributed-optimizer
  --use-megatron-fsdp
  --data-parallel-sharding-strategy optim_grads_params
  --ckpt-format fsdp_dtensor
  --no-gradient-accumulation-fusion
  --num-distributed-optimizer-instances 8
  # Batch
  --micro-batch-size 2
  --global-batch-size 1024
  # Formats
  --bf16
  # Recomputation
  --recompute-granularity full
  --recompute-method uniform
  --recompute-num-layers 1
  # Overlap
  --overlap-grad-reduce
  --overlap-param-gather
  # Attention
  --attention-backend flash
)
