// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
//
// Vec, V, F  vectors of this width, the framework's operations on them, and the library's: F.Load(ref a, i, n) begins at a[i + n]
// F.MultiplyAdd(x, ref a, i, n, c)  is x times the vector that begins at a[i + n], and c; F.ScaleAdd(ref a, i, n, x, c) is the one float a[i + n] times x, and c
// F.Add(x, ref a, i, n)  adds x to the vector there; with four vectors each lies as many floats after the one before as the last number says, as for F.Store
// Place      Place.At(ref a, i, n) is a[i + n], Place.Row(ref a, r, n, m) is a[r * n + m]
namespace SeqGen.Emitted.Of_Test_Model
{
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using DropoutMask = global::SeqGen.CompilerServices.DropoutMask;
    using Place = global::SeqGen.CompilerServices.Place;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using Reduction = global::SeqGen.CompilerServices.Reduction;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using F = global::SeqGen.CompilerServices.Floats512;
    using V = global::System.Runtime.Intrinsics.Vector512;
    using Vec = global::System.Runtime.Intrinsics.Vector512<float>;
    using static global::SeqGen.Emitted.Functions512;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    internal sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            Layers.Keys_One(ref weights, ref packed, ref work, inputs);
            Layers.Attention_One(ref weights, ref packed, ref work, inputs);
            Layers.AdditiveAttention_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            Layers.Keys_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Attention_Tile(ref weights, ref packed, ref work, inputs);
            Layers.AdditiveAttention_Tile(ref weights, ref packed, ref work, inputs);
            Layers._Output_Tile(ref weights, ref packed, ref work, inputs);
        }

        public override void Begin(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            Layers.Features_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Keys_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void Step(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
        {
            Layers.Attention_Stream(ref weights, ref packed, ref work, inputs);
            Layers.AdditiveAttention_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void TrainForward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Keys_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Attention_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.AdditiveAttention_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers._Output_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.AdditiveAttention_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            tile.Reached(PackedGradient.AdditiveAttention_Lanes);
            Layers.Attention_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            tile.Reached(PackedGradient.Attention_Scale);
            Layers.Keys_Sum_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Keys_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers.</summary>
        private static class Layers
        {
            /// <summary>Dense(4), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Keys_One(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 4]
                ref float x = ref inputs.Features;
                ref float values = ref Place.At(ref work, OneBuffers.Keys_Values);
                ref float bias = ref Place.At(ref packed, InferenceWeights.Keys_Bias);
                ref float b = ref Place.At(ref packed, InferenceWeights.Keys_Kernel);
                Vec c0a0 = F.Load(ref bias);
                Vec c1a0 = F.Load(ref bias);
                Vec c2a0 = F.Load(ref bias);
                Vec c3a0 = F.Load(ref bias);
                Vec c4a0 = F.Load(ref bias);
                ulong w = 0;
                for (ulong k = 0; k < 3; k++, w += 16)
                {
                    Vec b00 = F.Load(ref b, w);
                    c0a0 = F.ScaleAdd(ref x, k, 0, b00, c0a0);
                    c1a0 = F.ScaleAdd(ref x, k, 3, b00, c1a0);
                    c2a0 = F.ScaleAdd(ref x, k, 6, b00, c2a0);
                    c3a0 = F.ScaleAdd(ref x, k, 9, b00, c3a0);
                    c4a0 = F.ScaleAdd(ref x, k, 12, b00, c4a0);
                }
                F.Store(c0a0, c1a0, c2a0, c3a0, ref values, 0, 0, 16);
                F.Store(c4a0, ref values, 64);
            }

            /// <summary>Attention(dot), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Attention_One(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                for (int step = 0; step < 2; step++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref inputs.Features, 15 + step * 4), 4).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, OneBuffers.Attention_Query + step * 16), 4));
                }
                float scoreScale = Place.At(ref weights, KerasWeights.Attention_Scale);
                // scores[t][s] = scale * query[t] . key[s]
                for (int t = 0; t < 2; t++)
                {
                    ref float query = ref Place.At(ref work, OneBuffers.Attention_Query + t * 16);
                    ref float weight = ref Place.At(ref work, OneBuffers.Attention_Weights + t * 16);
                    for (int s = 0; s < 5; s++)
                    {
                        ref float key = ref Place.At(ref work, OneBuffers.Keys_Values + s * 16);
                        Vec productLanes = Vec.Zero;
                        productLanes = V.FusedMultiplyAdd(F.Load(ref query), F.Load(ref key), productLanes);
                        float product = Reduction.Sum(productLanes);
                        float score = scoreScale * product;
                        Place.At(ref weight, s) = score - 1E+09f * (1f - Place.At(ref inputs.Mask, s));
                    }
                }

                // weights = softmax over s; y[t] = the sum of weights[t][s] value[s]
                ref float distribution = ref Place.At(ref work, OneBuffers.Attention_Weights);
                for (int step = 0; step < 2; step++)
                {
                    ref float logits = ref Place.Row(ref distribution, step, 16);
                    MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(float.NegativeInfinity);
                    Vec largest = F.Create(float.NegativeInfinity);
                    largest = V.MaxNative(largest, F.Load(ref logits));
                    Vec max = F.Create(Reduction.Max(largest));
                    Vec total = Vec.Zero;
                    {
                        Vec term = SoftmaxTerm(F.Load(ref logits) - max);
                        total += term;
                        F.Store(term, ref logits);
                    }
                    MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(0f);
                    Vec scale = F.Create(1f / Reduction.Sum(total));
                    F.Store(F.Load(ref logits) * scale, ref logits);
                }
                for (int t = 0; t < 2; t++)
                {
                    ref float share = ref Place.At(ref work, OneBuffers.Attention_Weights + t * 16);
                    ref float context = ref Place.At(ref work, OneBuffers.Attention_Context + t * 16);
                    MemoryMarshal.CreateSpan(ref context, 16).Clear();
                    if (Place.At(ref inputs.Mask, 5 + t) != 0f)
                    {
                        for (int s = 0; s < 5; s++)
                        {
                            ref float value = ref Place.At(ref work, OneBuffers.Keys_Values + s * 16);
                            F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref value), F.Load(ref context)), ref context);
                        }
                    }
                }
            }

            /// <summary>AdditiveAttention, one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void AdditiveAttention_One(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                for (int step = 0; step < 2; step++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref work, OneBuffers.Attention_Context + step * 16), 4).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, OneBuffers.AdditiveAttention_Query + step * 16), 4));
                }
                ref float lanes = ref Place.At(ref packed, InferenceWeights.AdditiveAttention_Lanes);
                // scores[t][s] = sum(lanes * tanh((query[t] + key[s])))
                for (int t = 0; t < 2; t++)
                {
                    ref float query = ref Place.At(ref work, OneBuffers.AdditiveAttention_Query + t * 16);
                    ref float weight = ref Place.At(ref work, OneBuffers.AdditiveAttention_Weights + t * 16);
                    for (int s = 0; s < 5; s++)
                    {
                        ref float key = ref Place.At(ref work, OneBuffers.Keys_Values + s * 16);
                        Vec sumLanes = Vec.Zero;
                        sumLanes += F.Load(ref lanes) * Tanh(F.Load(ref query) + F.Load(ref key));
                        float sum = Reduction.Sum(sumLanes);
                        float score = sum;
                        Place.At(ref weight, s) = score - 1E+09f * (1f - Place.At(ref inputs.Mask, s));
                    }
                }

                // weights = softmax over s; y[t] = the sum of weights[t][s] value[s]
                ref float distribution = ref Place.At(ref work, OneBuffers.AdditiveAttention_Weights);
                for (int step = 0; step < 2; step++)
                {
                    ref float logits = ref Place.Row(ref distribution, step, 16);
                    MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(float.NegativeInfinity);
                    Vec largest = F.Create(float.NegativeInfinity);
                    largest = V.MaxNative(largest, F.Load(ref logits));
                    Vec max = F.Create(Reduction.Max(largest));
                    Vec total = Vec.Zero;
                    {
                        Vec term = SoftmaxTerm(F.Load(ref logits) - max);
                        total += term;
                        F.Store(term, ref logits);
                    }
                    MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(0f);
                    Vec scale = F.Create(1f / Reduction.Sum(total));
                    F.Store(F.Load(ref logits) * scale, ref logits);
                }
                for (int t = 0; t < 2; t++)
                {
                    ref float share = ref Place.At(ref work, OneBuffers.AdditiveAttention_Weights + t * 16);
                    ref float context = ref Place.At(ref work, OneBuffers.AdditiveAttention_Context + t * 16);
                    MemoryMarshal.CreateSpan(ref context, 16).Clear();
                    if (Place.At(ref inputs.Mask, 5 + t) != 0f)
                    {
                        for (int s = 0; s < 5; s++)
                        {
                            ref float value = ref Place.At(ref work, OneBuffers.Keys_Values + s * 16);
                            F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref value), F.Load(ref context)), ref context);
                        }
                    }
                }
            }

            /// <summary>Dense(4), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Keys_Tile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 4]
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Place.Row(ref inputs.Features, row, 23);
                    ref float values = ref Place.At(ref work, TileBuffers.Keys_Values + row * 80);
                    ref float bias = ref Place.At(ref packed, InferenceWeights.Keys_Bias);
                    ref float b = ref Place.At(ref packed, InferenceWeights.Keys_Kernel);
                    Vec c0a0 = F.Load(ref bias);
                    Vec c1a0 = F.Load(ref bias);
                    Vec c2a0 = F.Load(ref bias);
                    Vec c3a0 = F.Load(ref bias);
                    Vec c4a0 = F.Load(ref bias);
                    ulong w = 0;
                    for (ulong k = 0; k < 3; k++, w += 16)
                    {
                        Vec b00 = F.Load(ref b, w);
                        c0a0 = F.ScaleAdd(ref x, k, 0, b00, c0a0);
                        c1a0 = F.ScaleAdd(ref x, k, 3, b00, c1a0);
                        c2a0 = F.ScaleAdd(ref x, k, 6, b00, c2a0);
                        c3a0 = F.ScaleAdd(ref x, k, 9, b00, c3a0);
                        c4a0 = F.ScaleAdd(ref x, k, 12, b00, c4a0);
                    }
                    F.Store(c0a0, c1a0, c2a0, c3a0, ref values, 0, 0, 16);
                    F.Store(c4a0, ref values, 64);
                }
            }

            /// <summary>Attention(dot), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Attention_Tile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref inputs.Features, 15 + row * 23 + step * 4), 4).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, TileBuffers.Attention_Query + row * 32 + step * 16), 4));
                    }
                }
                float scoreScale = Place.At(ref weights, KerasWeights.Attention_Scale);
                // scores[t][s] = scale * query[t] . key[s]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float query = ref Place.At(ref work, TileBuffers.Attention_Query + row * 32 + t * 16);
                        ref float weight = ref Place.At(ref work, TileBuffers.Attention_Weights + row * 32 + t * 16);
                        for (int s = 0; s < 5; s++)
                        {
                            ref float key = ref Place.At(ref work, TileBuffers.Keys_Values + row * 80 + s * 16);
                            Vec productLanes = Vec.Zero;
                            productLanes = V.FusedMultiplyAdd(F.Load(ref query), F.Load(ref key), productLanes);
                            float product = Reduction.Sum(productLanes);
                            float score = scoreScale * product;
                            Place.At(ref weight, s) = score - 1E+09f * (1f - Place.At(ref inputs.Mask, row * 7 + s));
                        }
                    }
                }

                // weights = softmax over s; y[t] = the sum of weights[t][s] value[s]
                ref float distribution = ref Place.At(ref work, TileBuffers.Attention_Weights);
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        ref float logits = ref Place.At(ref distribution, row * 32 + step * 16);
                        MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(float.NegativeInfinity);
                        Vec largest = F.Create(float.NegativeInfinity);
                        largest = V.MaxNative(largest, F.Load(ref logits));
                        Vec max = F.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec term = SoftmaxTerm(F.Load(ref logits) - max);
                            total += term;
                            F.Store(term, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(0f);
                        Vec scale = F.Create(1f / Reduction.Sum(total));
                        F.Store(F.Load(ref logits) * scale, ref logits);
                    }
                }
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float share = ref Place.At(ref work, TileBuffers.Attention_Weights + row * 32 + t * 16);
                        ref float context = ref Place.At(ref work, TileBuffers.Attention_Context + row * 32 + t * 16);
                        MemoryMarshal.CreateSpan(ref context, 16).Clear();
                        if (Place.At(ref inputs.Mask, 5 + row * 7 + t) != 0f)
                        {
                            for (int s = 0; s < 5; s++)
                            {
                                ref float value = ref Place.At(ref work, TileBuffers.Keys_Values + row * 80 + s * 16);
                                F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref value), F.Load(ref context)), ref context);
                            }
                        }
                    }
                }
            }

            /// <summary>AdditiveAttention, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void AdditiveAttention_Tile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref work, TileBuffers.Attention_Context + row * 32 + step * 16), 4).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, TileBuffers.AdditiveAttention_Query + row * 32 + step * 16), 4));
                    }
                }
                ref float lanes = ref Place.At(ref packed, InferenceWeights.AdditiveAttention_Lanes);
                // scores[t][s] = sum(lanes * tanh((query[t] + key[s])))
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float query = ref Place.At(ref work, TileBuffers.AdditiveAttention_Query + row * 32 + t * 16);
                        ref float weight = ref Place.At(ref work, TileBuffers.AdditiveAttention_Weights + row * 32 + t * 16);
                        for (int s = 0; s < 5; s++)
                        {
                            ref float key = ref Place.At(ref work, TileBuffers.Keys_Values + row * 80 + s * 16);
                            Vec sumLanes = Vec.Zero;
                            sumLanes += F.Load(ref lanes) * Tanh(F.Load(ref query) + F.Load(ref key));
                            float sum = Reduction.Sum(sumLanes);
                            float score = sum;
                            Place.At(ref weight, s) = score - 1E+09f * (1f - Place.At(ref inputs.Mask, row * 7 + s));
                        }
                    }
                }

                // weights = softmax over s; y[t] = the sum of weights[t][s] value[s]
                ref float distribution = ref Place.At(ref work, TileBuffers.AdditiveAttention_Weights);
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        ref float logits = ref Place.At(ref distribution, row * 32 + step * 16);
                        MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(float.NegativeInfinity);
                        Vec largest = F.Create(float.NegativeInfinity);
                        largest = V.MaxNative(largest, F.Load(ref logits));
                        Vec max = F.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec term = SoftmaxTerm(F.Load(ref logits) - max);
                            total += term;
                            F.Store(term, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(0f);
                        Vec scale = F.Create(1f / Reduction.Sum(total));
                        F.Store(F.Load(ref logits) * scale, ref logits);
                    }
                }
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float share = ref Place.At(ref work, TileBuffers.AdditiveAttention_Weights + row * 32 + t * 16);
                        ref float context = ref Place.At(ref work, TileBuffers.AdditiveAttention_Context + row * 32 + t * 16);
                        MemoryMarshal.CreateSpan(ref context, 16).Clear();
                        if (Place.At(ref inputs.Mask, 5 + row * 7 + t) != 0f)
                        {
                            for (int s = 0; s < 5; s++)
                            {
                                ref float value = ref Place.At(ref work, TileBuffers.Keys_Values + row * 80 + s * 16);
                                F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref value), F.Load(ref context)), ref context);
                            }
                        }
                    }
                }
            }

            /// <summary>Output, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void _Output_Tile(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // The loss leaves masked steps out.
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref inputs.Mask, 5 + row * 7), 2).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, TileBuffers._Output_Mask + row * 2), 2));
                }
            }

            /// <summary>InputLayer, one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Features_Stream(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // Steps of a stream read this input again.
                for (int step = 0; step < 5; step++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Place.Row(ref inputs.Features, step, 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, StreamBuffers.Features_Values + step * 16), 3));
                }
                MemoryMarshal.CreateReadOnlySpan(ref inputs.Mask, 5).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, StreamBuffers.Features_Mask), 5));
            }

            /// <summary>Dense(4), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Keys_Stream(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 4]
                for (int t = 0; t < 5; t++)
                {
                    ref float x = ref Place.At(ref work, StreamBuffers.Features_Values + t * 16);
                    ref float values = ref Place.At(ref work, StreamBuffers.Keys_Values + t * 16);
                    {
                        Vec sum0 = Vec.Zero;
                        sum0 = V.FusedMultiplyAdd(F.Load(ref x), F.Load(ref packed, InferenceWeights.Keys_KernelTransposed), sum0);
                        values = Reduction.Sum(sum0) + Place.At(ref packed, InferenceWeights.Keys_Bias);
                    }
                    {
                        Vec sum0 = Vec.Zero;
                        sum0 = V.FusedMultiplyAdd(F.Load(ref x), F.Load(ref packed, InferenceWeights.Keys_KernelTransposed + 16), sum0);
                        Place.At(ref values, 1) = Reduction.Sum(sum0) + Place.At(ref packed, InferenceWeights.Keys_Bias + 1);
                    }
                    {
                        Vec sum0 = Vec.Zero;
                        sum0 = V.FusedMultiplyAdd(F.Load(ref x), F.Load(ref packed, InferenceWeights.Keys_KernelTransposed + 32), sum0);
                        Place.At(ref values, 2) = Reduction.Sum(sum0) + Place.At(ref packed, InferenceWeights.Keys_Bias + 2);
                    }
                    {
                        Vec sum0 = Vec.Zero;
                        sum0 = V.FusedMultiplyAdd(F.Load(ref x), F.Load(ref packed, InferenceWeights.Keys_KernelTransposed + 48), sum0);
                        Place.At(ref values, 3) = Reduction.Sum(sum0) + Place.At(ref packed, InferenceWeights.Keys_Bias + 3);
                    }
                }
            }

            /// <summary>Attention(dot), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Attention_Stream(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                MemoryMarshal.CreateReadOnlySpan(ref inputs.Features, 4).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, StreamBuffers.Attention_Query), 4));
                float scoreScale = Place.At(ref weights, KerasWeights.Attention_Scale);
                // scores[t][s] = scale * query[t] . key[s]
                {
                    ref float query = ref Place.At(ref work, StreamBuffers.Attention_Query);
                    ref float weight = ref Place.At(ref work, StreamBuffers.Attention_Weights);
                    for (int s = 0; s < 5; s++)
                    {
                        ref float key = ref Place.At(ref work, StreamBuffers.Keys_Values + s * 16);
                        Vec productLanes = Vec.Zero;
                        productLanes = V.FusedMultiplyAdd(F.Load(ref query), F.Load(ref key), productLanes);
                        float product = Reduction.Sum(productLanes);
                        float score = scoreScale * product;
                        Place.At(ref weight, s) = score - 1E+09f * (1f - Place.At(ref work, StreamBuffers.Features_Mask + s));
                    }
                }

                // weights = softmax over s; y[t] = the sum of weights[t][s] value[s]
                ref float distribution = ref Place.At(ref work, StreamBuffers.Attention_Weights);
                {
                    ref float logits = ref distribution;
                    MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(float.NegativeInfinity);
                    Vec largest = F.Create(float.NegativeInfinity);
                    largest = V.MaxNative(largest, F.Load(ref logits));
                    Vec max = F.Create(Reduction.Max(largest));
                    Vec total = Vec.Zero;
                    {
                        Vec term = SoftmaxTerm(F.Load(ref logits) - max);
                        total += term;
                        F.Store(term, ref logits);
                    }
                    MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(0f);
                    Vec scale = F.Create(1f / Reduction.Sum(total));
                    F.Store(F.Load(ref logits) * scale, ref logits);
                }
                {
                    ref float share = ref Place.At(ref work, StreamBuffers.Attention_Weights);
                    ref float context = ref Place.At(ref work, StreamBuffers.Attention_Context);
                    MemoryMarshal.CreateSpan(ref context, 16).Clear();
                    for (int s = 0; s < 5; s++)
                    {
                        ref float value = ref Place.At(ref work, StreamBuffers.Keys_Values + s * 16);
                        F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref value), F.Load(ref context)), ref context);
                    }
                }
            }

            /// <summary>AdditiveAttention, one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void AdditiveAttention_Stream(ref float weights, ref float packed, ref float work, in ProgramInputs inputs)
            {
                MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref work, StreamBuffers.Attention_Context), 4).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, StreamBuffers.AdditiveAttention_Query), 4));
                ref float lanes = ref Place.At(ref packed, InferenceWeights.AdditiveAttention_Lanes);
                // scores[t][s] = sum(lanes * tanh((query[t] + key[s])))
                {
                    ref float query = ref Place.At(ref work, StreamBuffers.AdditiveAttention_Query);
                    ref float weight = ref Place.At(ref work, StreamBuffers.AdditiveAttention_Weights);
                    for (int s = 0; s < 5; s++)
                    {
                        ref float key = ref Place.At(ref work, StreamBuffers.Keys_Values + s * 16);
                        Vec sumLanes = Vec.Zero;
                        sumLanes += F.Load(ref lanes) * Tanh(F.Load(ref query) + F.Load(ref key));
                        float sum = Reduction.Sum(sumLanes);
                        float score = sum;
                        Place.At(ref weight, s) = score - 1E+09f * (1f - Place.At(ref work, StreamBuffers.Features_Mask + s));
                    }
                }

                // weights = softmax over s; y[t] = the sum of weights[t][s] value[s]
                ref float distribution = ref Place.At(ref work, StreamBuffers.AdditiveAttention_Weights);
                {
                    ref float logits = ref distribution;
                    MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(float.NegativeInfinity);
                    Vec largest = F.Create(float.NegativeInfinity);
                    largest = V.MaxNative(largest, F.Load(ref logits));
                    Vec max = F.Create(Reduction.Max(largest));
                    Vec total = Vec.Zero;
                    {
                        Vec term = SoftmaxTerm(F.Load(ref logits) - max);
                        total += term;
                        F.Store(term, ref logits);
                    }
                    MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(0f);
                    Vec scale = F.Create(1f / Reduction.Sum(total));
                    F.Store(F.Load(ref logits) * scale, ref logits);
                }
                {
                    ref float share = ref Place.At(ref work, StreamBuffers.AdditiveAttention_Weights);
                    ref float context = ref Place.At(ref work, StreamBuffers.AdditiveAttention_Context);
                    MemoryMarshal.CreateSpan(ref context, 16).Clear();
                    for (int s = 0; s < 5; s++)
                    {
                        ref float value = ref Place.At(ref work, StreamBuffers.Keys_Values + s * 16);
                        F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref value), F.Load(ref context)), ref context);
                    }
                }
            }

            /// <summary>Dense(4), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Keys_Train(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 4]
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Place.Row(ref inputs.Features, row, 23);
                    ref float values = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80);
                    ref float bias = ref Place.At(ref packed, TrainingWeights.Keys_Bias);
                    ref float b = ref Place.At(ref packed, TrainingWeights.Keys_Kernel);
                    Vec c0a0 = F.Load(ref bias);
                    Vec c1a0 = F.Load(ref bias);
                    Vec c2a0 = F.Load(ref bias);
                    Vec c3a0 = F.Load(ref bias);
                    Vec c4a0 = F.Load(ref bias);
                    ulong w = 0;
                    for (ulong k = 0; k < 3; k++, w += 16)
                    {
                        Vec b00 = F.Load(ref b, w);
                        c0a0 = F.ScaleAdd(ref x, k, 0, b00, c0a0);
                        c1a0 = F.ScaleAdd(ref x, k, 3, b00, c1a0);
                        c2a0 = F.ScaleAdd(ref x, k, 6, b00, c2a0);
                        c3a0 = F.ScaleAdd(ref x, k, 9, b00, c3a0);
                        c4a0 = F.ScaleAdd(ref x, k, 12, b00, c4a0);
                    }
                    F.Store(c0a0, c1a0, c2a0, c3a0, ref values, 0, 0, 16);
                    F.Store(c4a0, ref values, 64);
                }
            }

            /// <summary>Dense(4), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Keys_Backward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Place.At(ref work, TrainBuffers.Keys_OutputGradient);
                // dkernel += x^T . dz, dbias += dz
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Place.Row(ref inputs.Features, row, 23);
                    ref float dz = ref Place.At(ref work, TrainBuffers.Keys_OutputGradient + row * 80);
                    ref float g = ref Place.At(ref gradient, PackedGradient.Keys_Kernel);
                    ulong w = 0;
                    {
                        ulong left = 0, right = 0;
                        Vec c0a0 = Vec.Zero, c1a0 = Vec.Zero, c2a0 = Vec.Zero;
                        for (int m = 0; m < 5; m++, left += 3, right += 16)
                        {
                            Vec d0 = F.Load(ref dz, right);
                            c0a0 = F.ScaleAdd(ref x, left, 0, d0, c0a0);
                            c1a0 = F.ScaleAdd(ref x, left, 1, d0, c1a0);
                            c2a0 = F.ScaleAdd(ref x, left, 2, d0, c2a0);
                        }
                        F.Add(c0a0, ref g, w, 0);
                        F.Add(c1a0, ref g, w, 16);
                        F.Add(c2a0, ref g, w, 32);
                    }
                    w += 48;
                }
                ref float biasGradient = ref Place.At(ref gradient, PackedGradient.Keys_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    ulong right = 0;
                    for (int m = 0; m < 20; m++, right += 16)
                    {
                        sum0 += F.Load(ref sumsGradient, right);
                    }
                    F.Add(sum0, ref biasGradient, 0, 0);
                }
                // dx = dz . kernel^T
                if (tile.WantInputGradient)
                {
                    ref float dz = ref Place.At(ref work, TrainBuffers.Keys_OutputGradient);
                    ref float target = ref Place.At(ref work, TrainBuffers.Features_InputGradient);
                    ref float b = ref Place.At(ref packed, TrainingWeights.Keys_KernelTransposed);
                    ref float a = ref dz;
                    ref float targetRow = ref target;
                    for (int m = 0; m < 2; m++)
                    {
                        Vec c0a0 = Vec.Zero, c1a0 = Vec.Zero, c2a0 = Vec.Zero, c3a0 = Vec.Zero, c4a0 = Vec.Zero, c5a0 = Vec.Zero, c6a0 = Vec.Zero, c7a0 = Vec.Zero;
                        Vec c8a0 = Vec.Zero, c9a0 = Vec.Zero;
                        ulong w = 0;
                        for (ulong k = 0; k < 4; k++, w += 16)
                        {
                            Vec b00 = F.Load(ref b, w);
                            c0a0 = F.ScaleAdd(ref a, k, 0, b00, c0a0);
                            c1a0 = F.ScaleAdd(ref a, k, 16, b00, c1a0);
                            c2a0 = F.ScaleAdd(ref a, k, 32, b00, c2a0);
                            c3a0 = F.ScaleAdd(ref a, k, 48, b00, c3a0);
                            c4a0 = F.ScaleAdd(ref a, k, 64, b00, c4a0);
                            c5a0 = F.ScaleAdd(ref a, k, 80, b00, c5a0);
                            c6a0 = F.ScaleAdd(ref a, k, 96, b00, c6a0);
                            c7a0 = F.ScaleAdd(ref a, k, 112, b00, c7a0);
                            c8a0 = F.ScaleAdd(ref a, k, 128, b00, c8a0);
                            c9a0 = F.ScaleAdd(ref a, k, 144, b00, c9a0);
                        }
                        F.Store(c0a0, c1a0, c2a0, c3a0, ref targetRow, 0, 0, 16);
                        F.Store(c4a0, c5a0, c6a0, c7a0, ref targetRow, 0, 64, 16);
                        F.Store(c8a0, ref targetRow, 128);
                        F.Store(c9a0, ref targetRow, 144);
                        a = ref Place.At(ref a, 160);
                        targetRow = ref Place.At(ref targetRow, 160);
                    }
                }
            }

            /// <summary>Dense(4), taken 3 times, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Keys_Sum_Backward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // The gradients of all layers that take the output, added up.
                for (int row = 0; row < 4; row++)
                {
                    ref float sum = ref Place.At(ref work, TrainBuffers.Keys_OutputGradient + row * 80);
                    ref float part0 = ref Place.At(ref work, TrainBuffers.Keys_SumGradient0 + row * 80);
                    ref float part1 = ref Place.At(ref work, TrainBuffers.Keys_SumGradient1 + row * 80);
                    ref float part2 = ref Place.At(ref work, TrainBuffers.Keys_SumGradient2 + row * 80);
                    for (ulong i = 0; i < 80; i += 16)
                    {
                        F.Store(F.Load(ref part0, i) + F.Load(ref part1, i) + F.Load(ref part2, i), ref sum, i);
                    }
                }
            }

            /// <summary>Attention(dot), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Attention_Train(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref inputs.Features, 15 + row * 23 + step * 4), 4).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.Attention_Query + row * 32 + step * 16), 4));
                    }
                }
                float scoreScale = Place.At(ref weights, KerasWeights.Attention_Scale);
                // scores[t][s] = scale * query[t] . key[s]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float query = ref Place.At(ref work, TrainBuffers.Attention_Query + row * 32 + t * 16);
                        ref float weight = ref Place.At(ref work, TrainBuffers.Attention_Weights + row * 32 + t * 16);
                        for (int s = 0; s < 5; s++)
                        {
                            ref float key = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80 + s * 16);
                            Vec productLanes = Vec.Zero;
                            productLanes = V.FusedMultiplyAdd(F.Load(ref query), F.Load(ref key), productLanes);
                            float product = Reduction.Sum(productLanes);
                            float score = scoreScale * product;
                            Place.At(ref weight, s) = score - 1E+09f * (1f - Place.At(ref inputs.Mask, row * 7 + s));
                        }
                    }
                }

                // weights = softmax over s; y[t] = the sum of weights[t][s] value[s]
                ref float distribution = ref Place.At(ref work, TrainBuffers.Attention_Weights);
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        ref float logits = ref Place.At(ref distribution, row * 32 + step * 16);
                        MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(float.NegativeInfinity);
                        Vec largest = F.Create(float.NegativeInfinity);
                        largest = V.MaxNative(largest, F.Load(ref logits));
                        Vec max = F.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec term = SoftmaxTerm(F.Load(ref logits) - max);
                            total += term;
                            F.Store(term, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(0f);
                        Vec scale = F.Create(1f / Reduction.Sum(total));
                        F.Store(F.Load(ref logits) * scale, ref logits);
                    }
                }
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float share = ref Place.At(ref work, TrainBuffers.Attention_Weights + row * 32 + t * 16);
                        ref float context = ref Place.At(ref work, TrainBuffers.Attention_Context + row * 32 + t * 16);
                        MemoryMarshal.CreateSpan(ref context, 16).Clear();
                        if (Place.At(ref inputs.Mask, 5 + row * 7 + t) != 0f)
                        {
                            for (int s = 0; s < 5; s++)
                            {
                                ref float value = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80 + s * 16);
                                F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref value), F.Load(ref context)), ref context);
                            }
                        }
                    }
                }
            }

            /// <summary>Attention(dot), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Attention_Backward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                float scoreScale = Place.At(ref weights, KerasWeights.Attention_Scale);
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.Features1_InputGradient + row * 32), 32).Clear();
                }
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.Keys_SumGradient0 + row * 80), 80).Clear();
                }
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float query = ref Place.At(ref work, TrainBuffers.Attention_Query + row * 32 + t * 16);
                        ref float weight = ref Place.At(ref work, TrainBuffers.Attention_Weights + row * 32 + t * 16);
                        ref float share = ref Place.At(ref work, TrainBuffers.Attention_Weights + row * 32 + t * 16);
                        ref float outputGradient = ref Place.At(ref work, TrainBuffers.Attention_OutputGradient + row * 32 + t * 16);
                        ref float stepGradient = ref Place.At(ref work, TrainBuffers.Attention_StepGradient);
                        ref float scoreGradients = ref Place.At(ref work, TrainBuffers.Attention_ScoreGradients);
                        if (Place.At(ref inputs.Mask, 5 + row * 7 + t) != 0f)
                        {
                            // dshares[s] = dy . value[s]; dvalue[s] += shares[s] dy
                            MemoryMarshal.CreateReadOnlySpan(ref outputGradient, 4).CopyTo(MemoryMarshal.CreateSpan(ref stepGradient, 4));
                            float inner = 0f;
                            for (int s = 0; s < 5; s++)
                            {
                                ref float value = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80 + s * 16);
                                Vec toShareLanes = Vec.Zero;
                                toShareLanes = V.FusedMultiplyAdd(F.Load(ref stepGradient), F.Load(ref value), toShareLanes);
                                float toShare = Reduction.Sum(toShareLanes);
                                Place.At(ref scoreGradients, s) = toShare;
                                inner += toShare * Place.At(ref share, s);
                                ref float valueGradient = ref Place.At(ref work, TrainBuffers.Keys_SumGradient0 + row * 80 + s * 16);
                                F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref stepGradient), F.Load(ref valueGradient)), ref valueGradient);
                            }
                            // dscores[s] = dshares[s] shares[s] - weights[s] sum(dshares shares)
                            for (int s = 0; s < 5; s++)
                            {
                                float scoreGradient = Place.At(ref scoreGradients, s) * Place.At(ref share, s) - inner * Place.At(ref weight, s);
                                ref float key = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80 + s * 16);
                                ref float queryGradient = ref Place.At(ref work, TrainBuffers.Features1_InputGradient + row * 32 + t * 16);
                                ref float keyGradient = ref Place.At(ref work, TrainBuffers.Keys_SumGradient0 + row * 80 + s * 16);
                                Vec productLanes = Vec.Zero;
                                productLanes = V.FusedMultiplyAdd(F.Load(ref query), F.Load(ref key), productLanes);
                                float product = Reduction.Sum(productLanes);
                                Place.At(ref gradient, PackedGradient.Attention_Scale) += scoreGradient * product;
                                F.Store(V.FusedMultiplyAdd(F.Create(scoreGradient * scoreScale), F.Load(ref key), F.Load(ref queryGradient)), ref queryGradient);
                                F.Store(V.FusedMultiplyAdd(F.Create(scoreGradient * scoreScale), F.Load(ref query), F.Load(ref keyGradient)), ref keyGradient);
                            }
                        }
                    }
                }
            }

            /// <summary>AdditiveAttention, training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void AdditiveAttention_Train(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref work, TrainBuffers.Attention_Context + row * 32 + step * 16), 4).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.AdditiveAttention_Query + row * 32 + step * 16), 4));
                    }
                }
                ref float lanes = ref Place.At(ref packed, TrainingWeights.AdditiveAttention_Lanes);
                // scores[t][s] = sum(lanes * tanh((query[t] + key[s])))
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float query = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Query + row * 32 + t * 16);
                        ref float weight = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Weights + row * 32 + t * 16);
                        for (int s = 0; s < 5; s++)
                        {
                            ref float key = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80 + s * 16);
                            Vec sumLanes = Vec.Zero;
                            sumLanes += F.Load(ref lanes) * Tanh(F.Load(ref query) + F.Load(ref key));
                            float sum = Reduction.Sum(sumLanes);
                            float score = sum;
                            Place.At(ref weight, s) = score - 1E+09f * (1f - Place.At(ref inputs.Mask, row * 7 + s));
                        }
                    }
                }

                // weights = softmax over s; y[t] = the sum of weights[t][s] value[s]
                ref float distribution = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Weights);
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 2; step++)
                    {
                        ref float logits = ref Place.At(ref distribution, row * 32 + step * 16);
                        MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(float.NegativeInfinity);
                        Vec largest = F.Create(float.NegativeInfinity);
                        largest = V.MaxNative(largest, F.Load(ref logits));
                        Vec max = F.Create(Reduction.Max(largest));
                        Vec total = Vec.Zero;
                        {
                            Vec term = SoftmaxTerm(F.Load(ref logits) - max);
                            total += term;
                            F.Store(term, ref logits);
                        }
                        MemoryMarshal.CreateSpan(ref Place.At(ref logits, 5), 11).Fill(0f);
                        Vec scale = F.Create(1f / Reduction.Sum(total));
                        F.Store(F.Load(ref logits) * scale, ref logits);
                    }
                }
                for (int row = 0; row < 4; row++)
                {
                    DropoutMask.Fill(ref Place.At(ref work, TrainBuffers.AdditiveAttention_Shares + row * 32), 32, tile.Training ? 0.2f : 0f, tile.DropoutKey, 4, tile.FirstRow + row);
                }
                for (int row = 0; row < 4; row++)
                {
                    ref float factors = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Shares + row * 32);
                    ref float from = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Weights + row * 32);
                    ref float to = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Shares + row * 32);
                    for (ulong i = 0; i < 32; i += 16)
                    {
                        F.Store(F.Load(ref from, i) * F.Load(ref factors, i), ref to, i);
                    }
                }
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float share = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Shares + row * 32 + t * 16);
                        ref float context = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Context + row * 32 + t * 16);
                        MemoryMarshal.CreateSpan(ref context, 16).Clear();
                        if (Place.At(ref inputs.Mask, 5 + row * 7 + t) != 0f)
                        {
                            for (int s = 0; s < 5; s++)
                            {
                                ref float value = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80 + s * 16);
                                F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref value), F.Load(ref context)), ref context);
                            }
                        }
                    }
                }
            }

            /// <summary>AdditiveAttention, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void AdditiveAttention_Backward(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float lanes = ref Place.At(ref packed, TrainingWeights.AdditiveAttention_Lanes);
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.Attention_OutputGradient + row * 32), 32).Clear();
                }
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.Keys_SumGradient1 + row * 80), 80).Clear();
                }
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers.Keys_SumGradient2 + row * 80), 80).Clear();
                }
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 2; t++)
                    {
                        ref float query = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Query + row * 32 + t * 16);
                        ref float weight = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Weights + row * 32 + t * 16);
                        ref float share = ref Place.At(ref work, TrainBuffers.AdditiveAttention_Shares + row * 32 + t * 16);
                        ref float outputGradient = ref Place.At(ref work, TrainBuffers.AdditiveAttention_OutputGradient + row * 32 + t * 16);
                        ref float stepGradient = ref Place.At(ref work, TrainBuffers.AdditiveAttention_StepGradient);
                        ref float scoreGradients = ref Place.At(ref work, TrainBuffers.AdditiveAttention_ScoreGradients);
                        if (Place.At(ref inputs.Mask, 5 + row * 7 + t) != 0f)
                        {
                            // dshares[s] = dy . value[s]; dvalue[s] += shares[s] dy
                            MemoryMarshal.CreateReadOnlySpan(ref outputGradient, 4).CopyTo(MemoryMarshal.CreateSpan(ref stepGradient, 4));
                            float inner = 0f;
                            for (int s = 0; s < 5; s++)
                            {
                                ref float value = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80 + s * 16);
                                Vec toShareLanes = Vec.Zero;
                                toShareLanes = V.FusedMultiplyAdd(F.Load(ref stepGradient), F.Load(ref value), toShareLanes);
                                float toShare = Reduction.Sum(toShareLanes);
                                Place.At(ref scoreGradients, s) = toShare;
                                inner += toShare * Place.At(ref share, s);
                                ref float valueGradient = ref Place.At(ref work, TrainBuffers.Keys_SumGradient1 + row * 80 + s * 16);
                                F.Store(V.FusedMultiplyAdd(F.Create(Place.At(ref share, s)), F.Load(ref stepGradient), F.Load(ref valueGradient)), ref valueGradient);
                            }
                            // dscores[s] = dshares[s] shares[s] - weights[s] sum(dshares shares)
                            for (int s = 0; s < 5; s++)
                            {
                                float scoreGradient = Place.At(ref scoreGradients, s) * Place.At(ref share, s) - inner * Place.At(ref weight, s);
                                ref float key = ref Place.At(ref work, TrainBuffers.Keys_Values + row * 80 + s * 16);
                                ref float queryGradient = ref Place.At(ref work, TrainBuffers.Attention_OutputGradient + row * 32 + t * 16);
                                ref float keyGradient = ref Place.At(ref work, TrainBuffers.Keys_SumGradient2 + row * 80 + s * 16);
                                float sumGradient = scoreGradient;
                                ref float lanesGradient = ref Place.At(ref gradient, PackedGradient.AdditiveAttention_Lanes);
                                Vec scaleLanes = Vec.Zero, outerLanes = Vec.Zero;
                                Vec bend = Tanh(F.Load(ref query) + F.Load(ref key));
                                Vec lane = F.Load(ref lanes);
                                Vec slope = F.Create(sumGradient) * lane * V.FusedMultiplyAdd(-bend, bend, F.Create(1f));
                                F.Store(V.FusedMultiplyAdd(F.Create(sumGradient), bend, F.Load(ref lanesGradient)), ref lanesGradient);
                                F.Store(F.Load(ref queryGradient) + slope, ref queryGradient);
                                F.Store(F.Load(ref keyGradient) + slope, ref keyGradient);
                            }
                        }
                    }
                }
            }

            /// <summary>Output, training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void _Output_Train(ref float weights, ref float packed, ref float work, in ProgramInputs inputs, in TrainingTile tile)
            {
                // The loss leaves masked steps out.
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Place.At(ref inputs.Mask, 5 + row * 7), 2).CopyTo(MemoryMarshal.CreateSpan(ref Place.At(ref work, TrainBuffers._Output_Mask + row * 2), 2));
                }
            }
        }
    }
}
