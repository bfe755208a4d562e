# Megatron-LM after Megatron Core 0.14 (arguments.py of commit 000c4ac)
# DeepSeek-V3 on 2,048 accelerators: tensor 1 x context 1 x pipeline 16 x data 128, experts over 64;
#   sequences of 4,096 tokens
# Use: source this file in bash, then: torchrun ... pretrain_gpt.py "${FLAGS[@]}"
# Not part of a plan, yours to add: tokenizer, data, learning rate, initialisation, rotary base and
#   scaling, epsilon of norms, router losses, checkpoints.
# Not expressed:
#   - schedule dualpipe: Megatron Core runs 1F1B, plain or interleaved; plain 1F1B stands
#   - sends between stages beside compute: the interleaved schedule alone has it; they take turns
#   - expert traffic beside compute: under a pipeline it needs the interleaved schedule; it takes
#     turns
#   - attention flash-3: the generation is the newest that Transformer Engine finds installed; no
#     flag names it
FLAGS=(
  # Model
  --num-layers 61
  --hidden-size 7168
  --ffn-hidden-size 18432
  --num-attention-heads 128
  --multi-latent-attention
  --q-lora-rank 1536
  --kv-lora-rank 512
  --qk-head-dim 128
  --qk-pos-emb-head-dim 64
  --v-head-dim 128
  --qk-layernorm
  --seq-length 4096
  --max-position-embeddings 4096
  --position-embedding-type rope
  --padded-vocab-size 129280
  --normalization RMSNorm
  --swiglu
  --disable-bias-linear
  --attention-dropout 0.0
  --hidden-dropout 0.0
  --untie-embeddings-and-output-weights
  --mtp-num-layers 1
  # Experts
  --num-experts 256
  --moe-layer-freq "[0]*3+[1]*58"
  --moe-ffn-hidden-size 2048
  --moe-shared-expert-intermediate-size 2048
  --moe-router-topk 8
  --moe-router-num-groups 8
  --moe-router-group-topk 4
  --moe-router-score-function sigmoid
  --moe-router-enable-expert-bias
  --expert-model-parallel-size 64
  --expert-tensor-parallel-size 1
  --moe-token-dispatcher-type alltoall
  --moe-grouped-gemm
  # Parallelism
  --tensor-model-parallel-size 1
  --context-parallel-size 1
  --pipeline-model-parallel-size 16
  --pipeline-model-parallel-layout "Ettt|(tttt|)*13ttt|tttmL"
  --use-distributed-optimizer
  # Batch
  --micro-batch-size 1
  --global-batch-size 15360
  # Formats
  --bf16
  --fp8-format e4m3
  --fp8-recipe blockwise
  # Recomputation
  --recompute-granularity selective
  --recompute-modules core_attn
  # Overlap
  --overlap-grad-reduce
  --overlap-param-gather
  # Attention
  --attention-backend flash
)
