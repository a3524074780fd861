// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using NotSupportedException = global::System.NotSupportedException;
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using nint = global::System.IntPtr;
    using nuint = global::System.UIntPtr;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using Reduction = global::SeqGen.CompilerServices.Reduction;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using V = global::System.Runtime.Intrinsics.Vector512;
    using Vec = global::System.Runtime.Intrinsics.Vector512<float>;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    file sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Embedding_One(ref weights, ref packed, ref work, inputs);
            Layers.Dense_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Embedding_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Dense_Tile(ref weights, ref packed, ref work, inputs);
        }

        // No stream: layer flatten: flatten needs the whole sequence.
        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs) => throw new NotSupportedException("Model cannot stream: layer flatten: flatten needs the whole sequence.");

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Embedding_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Dense_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.Dense_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>Embedding(9, 3), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // vectors[t] = embeddings[token[t]]: [3]
                for (int step = 0; step < 3; step++)
                {
                    int token = Unsafe.Add(ref inputs.Tokens, step);
                    ref float vector = ref Unsafe.Add(ref work, OneBuffers.Embedding_Vectors + step * 16);
                    ref float embedding = ref Unsafe.Add(ref weights, KerasWeights.Embedding_Embeddings + (nint)token * 3);
                    MemoryMarshal.CreateReadOnlySpan(ref embedding, 3).CopyTo(MemoryMarshal.CreateSpan(ref vector, 3));
                    Unsafe.Add(ref work, OneBuffers.Embedding_Mask + step) = token == 0 ? 0f : 1f;
                }
            }

            /// <summary>Dense(1), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [9] . [9 x 1]
                {
                    const int row = 0;
                    {
                        const int t = 0;
                        ref float x = ref Unsafe.Add(ref work, OneBuffers.Embedding_Vectors + row * 48 + t * 48);
                        ref float values = ref Unsafe.Add(ref work, OneBuffers.Dense_Values + row * 16 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            Vec sum1 = Vec.Zero;
                            Vec sum2 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                            sum1 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x, 16), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 16), sum1);
                            sum2 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x, 32), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 32), sum2);
                            values = Reduction.Sum(sum0 + sum1 + sum2) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                        }
                    }
                }
            }

            /// <summary>Embedding(9, 3), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // vectors[t] = embeddings[token[t]]: [3]
                for (int step = 0; step < 12; step++)
                {
                    int token = Unsafe.Add(ref inputs.Tokens, step);
                    ref float vector = ref Unsafe.Add(ref work, TileBuffers.Embedding_Vectors + step * 16);
                    ref float embedding = ref Unsafe.Add(ref weights, KerasWeights.Embedding_Embeddings + (nint)token * 3);
                    MemoryMarshal.CreateReadOnlySpan(ref embedding, 3).CopyTo(MemoryMarshal.CreateSpan(ref vector, 3));
                    Unsafe.Add(ref work, TileBuffers.Embedding_Mask + step) = token == 0 ? 0f : 1f;
                }
            }

            /// <summary>Dense(1), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [9] . [9 x 1]
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int t = 0;
                        ref float x = ref Unsafe.Add(ref work, TileBuffers.Embedding_Vectors + row * 48 + t * 48);
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.Dense_Values + row * 16 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            Vec sum1 = Vec.Zero;
                            Vec sum2 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                            sum1 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x, 16), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 16), sum1);
                            sum2 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x, 32), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 32), sum2);
                            values = Reduction.Sum(sum0 + sum1 + sum2) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                        }
                    }
                }
            }

            /// <summary>Embedding(9, 3), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // vectors[t] = embeddings[token[t]]: [3]
                for (int step = 0; step < 12; step++)
                {
                    int token = Unsafe.Add(ref inputs.Tokens, step);
                    ref float vector = ref Unsafe.Add(ref work, TrainBuffers.Embedding_Vectors + step * 16);
                    ref float embedding = ref Unsafe.Add(ref weights, KerasWeights.Embedding_Embeddings + (nint)token * 3);
                    MemoryMarshal.CreateReadOnlySpan(ref embedding, 3).CopyTo(MemoryMarshal.CreateSpan(ref vector, 3));
                    Unsafe.Add(ref work, TrainBuffers.Embedding_Mask + step) = token == 0 ? 0f : 1f;
                }
            }

            /// <summary>Dense(1), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = linear(x . kernel + bias): [9] . [9 x 1]
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int t = 0;
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.Embedding_Vectors + row * 48 + t * 48);
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values + row * 16 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            Vec sum1 = Vec.Zero;
                            Vec sum2 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, TrainingWeights.Dense_KernelTransposed), sum0);
                            sum1 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x, 16), V.LoadUnsafe(ref packed, TrainingWeights.Dense_KernelTransposed + 16), sum1);
                            sum2 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x, 32), V.LoadUnsafe(ref packed, TrainingWeights.Dense_KernelTransposed + 32), sum2);
                            values = Reduction.Sum(sum0 + sum1 + sum2) + Unsafe.Add(ref packed, TrainingWeights.Dense_Bias);
                        }
                    }
                }
            }

            /// <summary>Dense(1), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                // dkernel += x^T . dz, dbias += dz
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.Embedding_Vectors);
                    ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Kernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c0a1 = Vec.Zero;
                            Vec c0a2 = Vec.Zero;
                            for (int m = 0; m < 4; m++, left += 16, right += 48)
                            {
                                Vec d0 = V.LoadUnsafe(ref x, right);
                                Vec d1 = V.LoadUnsafe(ref x, right + 16);
                                Vec d2 = V.LoadUnsafe(ref x, right + 32);
                                Vec x0 = V.Create(Unsafe.Add(ref dz, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                c0a1 = V.FusedMultiplyAdd(x0, d1, c0a1);
                                c0a2 = V.FusedMultiplyAdd(x0, d2, c0a2);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c0a1 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                            V.StoreUnsafe(c0a2 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                        }
                        w += 48;
                    }
                }
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    nuint right = 0;
                    for (int m = 0; m < 4; m++, right += 16)
                    {
                        sum0 += V.LoadUnsafe(ref sumsGradient, right);
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                }
                // dx = dz . kernel^T
                {
                    {
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                        ref float target = ref Unsafe.Add(ref lookups, tile.FirstRow * 48);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense_KernelTransposed);
                            Vec c0a0 = Vec.Zero;
                            Vec c0a1 = Vec.Zero;
                            Vec c0a2 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c1a1 = Vec.Zero;
                            Vec c1a2 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c2a1 = Vec.Zero;
                            Vec c2a2 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            Vec c3a1 = Vec.Zero;
                            Vec c3a2 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 1; k++, w += 48)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec b01 = V.LoadUnsafe(ref b, w + 16);
                                    Vec b02 = V.LoadUnsafe(ref b, w + 32);
                                    Vec x0 = V.Create(Unsafe.Add(ref dz, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    c0a1 = V.FusedMultiplyAdd(x0, b01, c0a1);
                                    c0a2 = V.FusedMultiplyAdd(x0, b02, c0a2);
                                    Vec x1 = V.Create(Unsafe.Add(ref dz, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    c1a1 = V.FusedMultiplyAdd(x1, b01, c1a1);
                                    c1a2 = V.FusedMultiplyAdd(x1, b02, c1a2);
                                    Vec x2 = V.Create(Unsafe.Add(ref dz, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    c2a1 = V.FusedMultiplyAdd(x2, b01, c2a1);
                                    c2a2 = V.FusedMultiplyAdd(x2, b02, c2a2);
                                    Vec x3 = V.Create(Unsafe.Add(ref dz, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    c3a1 = V.FusedMultiplyAdd(x3, b01, c3a1);
                                    c3a2 = V.FusedMultiplyAdd(x3, b02, c3a2);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref target);
                                V.StoreUnsafe(c0a1, ref target, 16);
                                V.StoreUnsafe(c0a2, ref target, 32);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref target, 48);
                                V.StoreUnsafe(c1a1, ref target, 64);
                                V.StoreUnsafe(c1a2, ref target, 80);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref target, 96);
                                V.StoreUnsafe(c2a1, ref target, 112);
                                V.StoreUnsafe(c2a2, ref target, 128);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref target, 144);
                                V.StoreUnsafe(c3a1, ref target, 160);
                                V.StoreUnsafe(c3a2, ref target, 176);
                            }
                        }
                    }
                }
            }
        }
    }
}
