# Megatron-LM after Megatron Core 0.14 (arguments.py of commit 000c4ac)
# Llama 3.1 405B on 16,384 accelerators: tensor 8 x context 1 x pipeline 16 x data 128; sequences of
#   8,192 tokens
# Use: source this file in bash, then: torchrun ... pretrain_gpt.py "${FLAGS[@]}"
# Not part of a plan, yours to add: tokenizer, data, learning rate, initialisation, rotary base and
#   scaling, epsilon of norms, router losses, checkpoints.
# Not expressed:
#   - attention flash-3: the generation is the newest that Transformer Engine finds installed; no
#     flag names it
export CUDA_DEVICE_MAX_CONNECTIONS=1  # asked for before Blackwell
FLAGS=(
  # Model
  --num-layers 126
  --hidden-size 16384
  --ffn-hidden-size 53248
  --num-attention-heads 128
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
  --tensor-model-parallel-size 8
  --sequence-parallel
  --context-parallel-size 1
  --pipeline-model-parallel-size 16
  --pipeline-model-parallel-layout "E|(t|)*126L"
  --use-distributed-optimizer
  # Batch
  --micro-batch-size 1
  --global-batch-size 2048
  # Formats
  --bf16
  # Overlap
  --overlap-grad-reduce
  --overlap-param-gather
  --tp-comm-overlap
  # Attention
  --attention-backend flash
)
