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
            Layers.GlobalAveragePooling1d_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Embedding_Tile(ref weights, ref packed, ref work, inputs);
            Layers.GlobalAveragePooling1d_Tile(ref weights, ref packed, ref work, inputs);
        }

        // No stream: layer global_average_pooling1d: pooling needs the steps to come.
        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs) => throw new NotSupportedException("Model cannot stream: layer global_average_pooling1d: pooling needs the steps to come.");

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Embedding_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.GlobalAveragePooling1d_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.GlobalAveragePooling1d_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>Embedding(9, 16), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // vectors[t] = embeddings[token[t]]: [16]
                for (int step = 0; step < 6; step++)
                {
                    int token = Unsafe.Add(ref inputs.Tokens, step);
                    ref float vector = ref Unsafe.Add(ref work, OneBuffers.Embedding_Vectors + step * 16);
                    ref float embedding = ref Unsafe.Add(ref weights, KerasWeights.Embedding_Embeddings + (nint)token * 16);
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref embedding), ref vector);
                    }
                    Unsafe.Add(ref work, OneBuffers.Embedding_Mask + step) = token == 0 ? 0f : 1f;
                }
            }

            /// <summary>GlobalAveragePooling1D, one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void GlobalAveragePooling1d_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y[t] = mean of window t: 1 of 6 steps that are not masked
                {
                    const int row = 0;
                    {
                        const int t = 0;
                        int first = 0;
                        const int count = 6;
                        ref float window = ref Unsafe.Add(ref work, OneBuffers.Embedding_Vectors + row * 96 + first * 16);
                        ref float pooled = ref Unsafe.Add(ref work, OneBuffers.GlobalAveragePooling1d_Values + row * 16 + t * 16);
                        ref float mask = ref Unsafe.Add(ref work, OneBuffers.Embedding_Mask + row * 6);
                        float real = 0f;
                        for (int step = 0; step < count; step++)
                        {
                            real += Unsafe.Add(ref mask, step);
                        }
                        Vec share = V.Create(real > 0f ? 1f / real : 0f);
                        {
                            Vec result = Vec.Zero;
                            for (int step = 0; step < count; step++)
                            {
                                result = V.FusedMultiplyAdd(V.LoadUnsafe(ref window, (nuint)(step * 16)), V.Create(Unsafe.Add(ref mask, step)), result);
                            }
                            V.StoreUnsafe(result * share, ref pooled);
                        }
                    }
                }
            }

            /// <summary>Embedding(9, 16), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // vectors[t] = embeddings[token[t]]: [16]
                for (int step = 0; step < 24; step++)
                {
                    int token = Unsafe.Add(ref inputs.Tokens, step);
                    ref float vector = ref Unsafe.Add(ref work, TileBuffers.Embedding_Vectors + step * 16);
                    ref float embedding = ref Unsafe.Add(ref weights, KerasWeights.Embedding_Embeddings + (nint)token * 16);
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref embedding), ref vector);
                    }
                    Unsafe.Add(ref work, TileBuffers.Embedding_Mask + step) = token == 0 ? 0f : 1f;
                }
            }

            /// <summary>GlobalAveragePooling1D, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void GlobalAveragePooling1d_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y[t] = mean of window t: 1 of 6 steps that are not masked
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int t = 0;
                        int first = 0;
                        const int count = 6;
                        ref float window = ref Unsafe.Add(ref work, TileBuffers.Embedding_Vectors + row * 96 + first * 16);
                        ref float pooled = ref Unsafe.Add(ref work, TileBuffers.GlobalAveragePooling1d_Values + row * 16 + t * 16);
                        ref float mask = ref Unsafe.Add(ref work, TileBuffers.Embedding_Mask + row * 6);
                        float real = 0f;
                        for (int step = 0; step < count; step++)
                        {
                            real += Unsafe.Add(ref mask, step);
                        }
                        Vec share = V.Create(real > 0f ? 1f / real : 0f);
                        {
                            Vec result = Vec.Zero;
                            for (int step = 0; step < count; step++)
                            {
                                result = V.FusedMultiplyAdd(V.LoadUnsafe(ref window, (nuint)(step * 16)), V.Create(Unsafe.Add(ref mask, step)), result);
                            }
                            V.StoreUnsafe(result * share, ref pooled);
                        }
                    }
                }
            }

            /// <summary>Embedding(9, 16), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Embedding_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // vectors[t] = embeddings[token[t]]: [16]
                for (int step = 0; step < 24; step++)
                {
                    int token = Unsafe.Add(ref inputs.Tokens, step);
                    ref float vector = ref Unsafe.Add(ref work, TrainBuffers.Embedding_Vectors + step * 16);
                    ref float embedding = ref Unsafe.Add(ref weights, KerasWeights.Embedding_Embeddings + (nint)token * 16);
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref embedding), ref vector);
                    }
                    Unsafe.Add(ref work, TrainBuffers.Embedding_Mask + step) = token == 0 ? 0f : 1f;
                }
            }

            /// <summary>GlobalAveragePooling1D, training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void GlobalAveragePooling1d_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y[t] = mean of window t: 1 of 6 steps that are not masked
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int t = 0;
                        int first = 0;
                        const int count = 6;
                        ref float window = ref Unsafe.Add(ref work, TrainBuffers.Embedding_Vectors + row * 96 + first * 16);
                        ref float pooled = ref Unsafe.Add(ref work, TrainBuffers.GlobalAveragePooling1d_Values + row * 16 + t * 16);
                        ref float mask = ref Unsafe.Add(ref work, TrainBuffers.Embedding_Mask + row * 6);
                        float real = 0f;
                        for (int step = 0; step < count; step++)
                        {
                            real += Unsafe.Add(ref mask, step);
                        }
                        Vec share = V.Create(real > 0f ? 1f / real : 0f);
                        {
                            Vec result = Vec.Zero;
                            for (int step = 0; step < count; step++)
                            {
                                result = V.FusedMultiplyAdd(V.LoadUnsafe(ref window, (nuint)(step * 16)), V.Create(Unsafe.Add(ref mask, step)), result);
                            }
                            V.StoreUnsafe(result * share, ref pooled);
                        }
                    }
                }
            }

            /// <summary>GlobalAveragePooling1D, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void GlobalAveragePooling1d_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // dx of each step that was counted += dy / their number
                {
                    for (int row = 0; row < 4; row++)
                    {
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref lookups, tile.FirstRow * 96 + row * 96), 96).Clear();
                    }
                    for (int row = 0; row < 4; row++)
                    {
                        {
                            const int t = 0;
                            int first = 0;
                            const int count = 6;
                            ref float windowGradient = ref Unsafe.Add(ref lookups, tile.FirstRow * 96 + row * 96 + first * 16);
                            ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.GlobalAveragePooling1d_OutputGradient + row * 16 + t * 16);
                            ref float mask = ref Unsafe.Add(ref work, TrainBuffers.Embedding_Mask + row * 6);
                            float real = 0f;
                            for (int step = 0; step < count; step++)
                            {
                                real += Unsafe.Add(ref mask, step);
                            }
                            Vec share = V.Create(real > 0f ? 1f / real : 0f);
                            {
                                Vec part = V.LoadUnsafe(ref outputGradient) * share;
                                for (int step = 0; step < count; step++)
                                {
                                    V.StoreUnsafe(V.LoadUnsafe(ref windowGradient, (nuint)(step * 16)) + part * V.Create(Unsafe.Add(ref mask, step)), ref windowGradient, (nuint)(step * 16));
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
