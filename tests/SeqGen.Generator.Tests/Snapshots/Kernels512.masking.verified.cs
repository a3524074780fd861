// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using System = global::System;
    using Math = global::System.Math;
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
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
            Layers.Masking_One(ref weights, ref packed, ref work, inputs);
            Layers.SimpleRnn_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Masking_Tile(ref weights, ref packed, ref work, inputs);
            Layers.SimpleRnn_Tile(ref weights, ref packed, ref work, inputs);
        }

        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Masking_Stream(ref weights, ref packed, ref work, inputs);
            Layers.SimpleRnn_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Masking_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.SimpleRnn_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.SimpleRnn_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Masking_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>Masking, one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Masking_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // mask[t] = any x[t] != -1f; y[t] = x[t] where real, else 0
                {
                    const int row = 0;
                    for (int t = 0; t < 5; t++)
                    {
                        bool real = System.MemoryExtensions.ContainsAnyExcept(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 15 + t * 3), 3), -1f);
                        if (real)
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 15 + t * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Masking_Values + row * 80 + t * 16), 3));
                        }
                        else
                        {
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Masking_Values + row * 80 + t * 16), 3).Clear();
                        }
                        Unsafe.Add(ref work, OneBuffers.Masking_Mask + row * 5 + t) = real ? 1f : 0f;
                    }
                }
            }

            /// <summary>SimpleRNN(4), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void SimpleRnn_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    {
                        const int row = 0;
                        // sums[t] = x[t] . kernel + bias: one step, [3] . [3 x 4]
                        ref float x = ref Unsafe.Add(ref work, OneBuffers.Masking_Values + row * 80 + at * 16);
                        ref float projected = ref Unsafe.Add(ref work, OneBuffers.SimpleRnn_Sums + row * 16);
                        ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.SimpleRnn_SumsBias);
                        {
                            Sums(ref packed, ref x, ref projected, ref bias);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, InferenceWeights.SimpleRnn_SumsKernel);
                                    Vec c0a0 = V.LoadUnsafe(ref bias);
                                    nuint w = 0;
                                    {
                                        Vec x0 = V.Create(x);
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                    }
                                    {
                                        Vec x0 = V.Create(Unsafe.Add(ref x, 1));
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                                    }
                                    {
                                        Vec x0 = V.Create(Unsafe.Add(ref x, 2));
                                        c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref projected);
                                    }
                                }
                            }
                        }
                    }
                    ref float hPrevious = ref Unsafe.Add(ref work, OneBuffers.SimpleRnn_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, OneBuffers.SimpleRnn_Hidden + (t + 1) * 16);
                    ref float sumsNow = ref Unsafe.Add(ref work, OneBuffers.SimpleRnn_Sums);
                    ref float maskNow = ref Unsafe.Add(ref work, OneBuffers.Masking_Mask + at);
                    // A step that is padding everywhere only hands its states on.
                    if (maskNow == 0f)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref hPrevious, 16).CopyTo(MemoryMarshal.CreateSpan(ref hNext, 16));
                    }
                    else
                    {
                        // h = a(z + h.U)
                        {
                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.SimpleRnn_Recurrent);
                            Vec c0a0 = V.LoadUnsafe(ref sumsNow);
                            nuint w = 0;
                            {
                                Vec x0 = V.Create(hPrevious);
                                c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 1));
                                c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 2));
                                c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 3));
                                c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0);
                            }
                            {
                                Vec value = FastTanh(c0a0);
                                V.StoreUnsafe(FlushTiny(value), ref hNext);
                            }
                        }
                    }
                }
            }

            /// <summary>Masking, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Masking_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // mask[t] = any x[t] != -1f; y[t] = x[t] where real, else 0
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 5; t++)
                    {
                        bool real = System.MemoryExtensions.ContainsAnyExcept(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 15 + t * 3), 3), -1f);
                        if (real)
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 15 + t * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Masking_Values + row * 80 + t * 16), 3));
                        }
                        else
                        {
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Masking_Values + row * 80 + t * 16), 3).Clear();
                        }
                        Unsafe.Add(ref work, TileBuffers.Masking_Mask + row * 5 + t) = real ? 1f : 0f;
                    }
                }
            }

            /// <summary>SimpleRNN(4), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void SimpleRnn_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    // sums[t] = x[t] . kernel + bias: 5 steps, [3] . [3 x 4]
                    ref float x = ref Unsafe.Add(ref work, TileBuffers.Masking_Values + row * 80);
                    ref float projected = ref Unsafe.Add(ref work, TileBuffers.SimpleRnn_Sums + row * 80);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.SimpleRnn_SumsBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.SimpleRnn_SumsKernel);
                                Vec c0a0 = V.LoadUnsafe(ref bias);
                                Vec c1a0 = V.LoadUnsafe(ref bias);
                                Vec c2a0 = V.LoadUnsafe(ref bias);
                                Vec c3a0 = V.LoadUnsafe(ref bias);
                                Vec c4a0 = V.LoadUnsafe(ref bias);
                                nuint w = 0;
                                for (nuint k = 0; k < 3; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref projected);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref projected, 16);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref projected, 32);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref projected, 48);
                                }
                                {
                                    V.StoreUnsafe(c4a0, ref projected, 64);
                                }
                            }
                        }
                    }
                }

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TileBuffers.SimpleRnn_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TileBuffers.SimpleRnn_Hidden + (t + 1) * 16);
                    ref float sumsNow = ref Unsafe.Add(ref work, TileBuffers.SimpleRnn_Sums + at * 16);
                    ref float maskNow = ref Unsafe.Add(ref work, TileBuffers.Masking_Mask + at);
                    // A step that is padding everywhere only hands its states on.
                    if (maskNow + Unsafe.Add(ref maskNow, 5) + Unsafe.Add(ref maskNow, 10) + Unsafe.Add(ref maskNow, 15) == 0f)
                    {
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 96);
                            MemoryMarshal.CreateReadOnlySpan(ref hPreviousRow, 16).CopyTo(MemoryMarshal.CreateSpan(ref hNextRow, 16));
                        }
                    }
                    else
                    {
                        // h = a(z + h.U)
                        {
                            ref float sums = ref Unsafe.Add(ref work, TileBuffers.SimpleRnn_RecurrentSums);
                            {
                                Sums(ref packed, ref hPrevious, ref sums, ref sumsNow);

                                [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                                static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float sumsNow)
                                {
                                    {
                                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.SimpleRnn_Recurrent);
                                        Vec c0a0 = V.LoadUnsafe(ref sumsNow);
                                        Vec c1a0 = V.LoadUnsafe(ref sumsNow, 80);
                                        Vec c2a0 = V.LoadUnsafe(ref sumsNow, 160);
                                        Vec c3a0 = V.LoadUnsafe(ref sumsNow, 240);
                                        nuint w = 0;
                                        for (nuint k = 0; k < 4; k++, w += 16)
                                        {
                                            {
                                                Vec b00 = V.LoadUnsafe(ref b, w);
                                                Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                                Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 96));
                                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                                Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 192));
                                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                                Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 288));
                                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                            }
                                        }
                                        {
                                            V.StoreUnsafe(c0a0, ref sums);
                                        }
                                        {
                                            V.StoreUnsafe(c1a0, ref sums, 16);
                                        }
                                        {
                                            V.StoreUnsafe(c2a0, ref sums, 32);
                                        }
                                        {
                                            V.StoreUnsafe(c3a0, ref sums, 48);
                                        }
                                    }
                                }
                            }
                            for (nuint r = 0; r < 4; r++)
                            {
                                ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                                ref float hNextRow = ref Unsafe.Add(ref hNext, r * 96);
                                ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                                ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                                {
                                    Vec real = V.GreaterThan(V.Create(maskNowRow), Vec.Zero);
                                    Vec value = FastTanh(V.LoadUnsafe(ref sumsRow));
                                    V.StoreUnsafe(V.ConditionalSelect(real, FlushTiny(value), V.LoadUnsafe(ref hPreviousRow)), ref hNextRow);
                                }
                            }
                        }
                    }
                }
            }

            /// <summary>Masking, one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Masking_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // mask[t] = any x[t] != -1f; y[t] = x[t] where real, else 0
                {
                    const int row = 0;
                    {
                        const int t = 0;
                        bool real = System.MemoryExtensions.ContainsAnyExcept(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 3 + t * 3), 3), -1f);
                        if (real)
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 3 + t * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, StreamBuffers.Masking_Values + row * 16 + t * 16), 3));
                        }
                        else
                        {
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, StreamBuffers.Masking_Values + row * 16 + t * 16), 3).Clear();
                        }
                        Unsafe.Add(ref work, StreamBuffers.Masking_Mask + row + t) = real ? 1f : 0f;
                    }
                }
            }

            /// <summary>SimpleRNN(4), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void SimpleRnn_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                {
                    const int row = 0;
                    // sums[t] = x[t] . kernel + bias: one step, [3] . [3 x 4]
                    ref float x = ref Unsafe.Add(ref work, StreamBuffers.Masking_Values + row * 16);
                    ref float projected = ref Unsafe.Add(ref work, StreamBuffers.SimpleRnn_Sums + row * 16);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.SimpleRnn_SumsBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, InferenceWeights.SimpleRnn_SumsKernel);
                                Vec c0a0 = V.LoadUnsafe(ref bias);
                                nuint w = 0;
                                {
                                    Vec x0 = V.Create(x);
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref x, 1));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                                }
                                {
                                    Vec x0 = V.Create(Unsafe.Add(ref x, 2));
                                    c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref projected);
                                }
                            }
                        }
                    }
                }

                {
                    const int t = 0;
                    const int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, StreamBuffers.SimpleRnn_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, StreamBuffers.SimpleRnn_Hidden + (t + 1) * 16);
                    ref float sumsNow = ref Unsafe.Add(ref work, StreamBuffers.SimpleRnn_Sums + at * 16);
                    ref float maskNow = ref Unsafe.Add(ref work, StreamBuffers.Masking_Mask + at);
                    // A step that is padding everywhere only hands its states on.
                    if (maskNow == 0f)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref hPrevious, 16).CopyTo(MemoryMarshal.CreateSpan(ref hNext, 16));
                    }
                    else
                    {
                        // h = a(z + h.U)
                        {
                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.SimpleRnn_Recurrent);
                            Vec c0a0 = V.LoadUnsafe(ref sumsNow);
                            nuint w = 0;
                            {
                                Vec x0 = V.Create(hPrevious);
                                c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 1));
                                c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 2));
                                c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                            }
                            {
                                Vec x0 = V.Create(Unsafe.Add(ref hPrevious, 3));
                                c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 48), c0a0);
                            }
                            {
                                Vec value = FastTanh(c0a0);
                                V.StoreUnsafe(FlushTiny(value), ref hNext);
                            }
                        }
                    }
                }
                // The next step starts from the states of this one.
                {
                    ref float hLast = ref Unsafe.Add(ref work, StreamBuffers.SimpleRnn_Hidden + 16);
                    ref float hFirst = ref Unsafe.Add(ref work, StreamBuffers.SimpleRnn_Hidden);
                    MemoryMarshal.CreateReadOnlySpan(ref hLast, 16).CopyTo(MemoryMarshal.CreateSpan(ref hFirst, 16));
                }
            }

            /// <summary>Masking, training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Masking_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // mask[t] = any x[t] != -1f; y[t] = x[t] where real, else 0
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 5; t++)
                    {
                        bool real = System.MemoryExtensions.ContainsAnyExcept(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 15 + t * 3), 3), -1f);
                        if (real)
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 15 + t * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Masking_Values + row * 80 + t * 16), 3));
                        }
                        else
                        {
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Masking_Values + row * 80 + t * 16), 3).Clear();
                        }
                        Unsafe.Add(ref work, TrainBuffers.Masking_Mask + row * 5 + t) = real ? 1f : 0f;
                    }
                }
            }

            /// <summary>Masking, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Masking_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // dx[t] = dy[t] where real, else 0
                if (tile.WantInputGradient)
                {
                    for (int row = 0; row < 4; row++)
                    {
                        for (int t = 0; t < 5; t++)
                        {
                            ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.Masking_OutputGradient + row * 80 + t * 16);
                            ref float inputGradient = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient + row * 80 + t * 16);
                            Vec real = V.GreaterThan(V.Create(Unsafe.Add(ref work, TrainBuffers.Masking_Mask + row * 5 + t)), Vec.Zero);
                            {
                                V.StoreUnsafe(V.ConditionalSelect(real, V.LoadUnsafe(ref outputGradient), Vec.Zero), ref inputGradient);
                            }
                        }
                    }
                }
            }

            /// <summary>SimpleRNN(4), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void SimpleRnn_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    // sums[t] = x[t] . kernel + bias: 5 steps, [3] . [3 x 4]
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.Masking_Values + row * 80);
                    ref float projected = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Sums + row * 80);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.SimpleRnn_SumsBias);
                    {
                        Sums(ref packed, ref x, ref projected, ref bias);

                        [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                        static void Sums(ref float packed, ref float x, ref float projected, ref float bias)
                        {
                            {
                                ref float b = ref Unsafe.Add(ref packed, TrainingWeights.SimpleRnn_SumsKernel);
                                Vec c0a0 = V.LoadUnsafe(ref bias);
                                Vec c1a0 = V.LoadUnsafe(ref bias);
                                Vec c2a0 = V.LoadUnsafe(ref bias);
                                Vec c3a0 = V.LoadUnsafe(ref bias);
                                Vec c4a0 = V.LoadUnsafe(ref bias);
                                nuint w = 0;
                                for (nuint k = 0; k < 3; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref projected);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref projected, 16);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref projected, 32);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref projected, 48);
                                }
                                {
                                    V.StoreUnsafe(c4a0, ref projected, 64);
                                }
                            }
                        }
                    }
                }

                for (int t = 0; t < 5; t++)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Hidden + t * 16);
                    ref float hNext = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Hidden + (t + 1) * 16);
                    ref float sumsNow = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Sums + at * 16);
                    ref float maskNow = ref Unsafe.Add(ref work, TrainBuffers.Masking_Mask + at);
                    // h = a(z + h.U)
                    {
                        ref float sums = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_RecurrentSums);
                        {
                            Sums(ref packed, ref hPrevious, ref sums, ref sumsNow);

                            [MethodImplAttribute(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
                            static void Sums(ref float packed, ref float hPrevious, ref float sums, ref float sumsNow)
                            {
                                {
                                    ref float b = ref Unsafe.Add(ref packed, TrainingWeights.SimpleRnn_Recurrent);
                                    Vec c0a0 = V.LoadUnsafe(ref sumsNow);
                                    Vec c1a0 = V.LoadUnsafe(ref sumsNow, 80);
                                    Vec c2a0 = V.LoadUnsafe(ref sumsNow, 160);
                                    Vec c3a0 = V.LoadUnsafe(ref sumsNow, 240);
                                    nuint w = 0;
                                    for (nuint k = 0; k < 4; k++, w += 16)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec x0 = V.Create(Unsafe.Add(ref hPrevious, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref hPrevious, k + 96));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            Vec x2 = V.Create(Unsafe.Add(ref hPrevious, k + 192));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            Vec x3 = V.Create(Unsafe.Add(ref hPrevious, k + 288));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        }
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref sums);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref sums, 16);
                                    }
                                    {
                                        V.StoreUnsafe(c2a0, ref sums, 32);
                                    }
                                    {
                                        V.StoreUnsafe(c3a0, ref sums, 48);
                                    }
                                }
                            }
                        }
                        for (nuint r = 0; r < 4; r++)
                        {
                            ref float hPreviousRow = ref Unsafe.Add(ref hPrevious, r * 96);
                            ref float hNextRow = ref Unsafe.Add(ref hNext, r * 96);
                            ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                            ref float sumsNowRow = ref Unsafe.Add(ref sumsNow, r * 80);
                            ref float sumsRow = ref Unsafe.Add(ref sums, r * 16);
                            {
                                Vec real = V.GreaterThan(V.Create(maskNowRow), Vec.Zero);
                                Vec value = FastTanh(V.LoadUnsafe(ref sumsRow));
                                V.StoreUnsafe(value, ref sumsNowRow);
                                V.StoreUnsafe(V.ConditionalSelect(real, FlushTiny(value), V.LoadUnsafe(ref hPreviousRow)), ref hNextRow);
                            }
                        }
                    }
                }
            }

            /// <summary>SimpleRNN(4), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void SimpleRnn_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                {
                    ref float start = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_HiddenGradient);
                    ref float fromState = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_FinalHiddenGradient);
                    for (nuint i = 0; i < 64; i += 16)
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref fromState, i), ref start, i);
                    }
                }

                ref float hGradient = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_HiddenGradient);
                for (int t = 4; t >= 0; t--)
                {
                    int at = t;
                    ref float hPrevious = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Hidden + t * 16);
                    ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_OutputGradient + t * 16);
                    ref float sumsNow = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Sums + at * 16);
                    ref float maskNow = ref Unsafe.Add(ref work, TrainBuffers.Masking_Mask + at);
                    // The way back of h = a(z + h.U)
                    for (nuint r = 0; r < 4; r++)
                    {
                        ref float hGradientRow = ref Unsafe.Add(ref hGradient, r * 16);
                        ref float outputGradientRow = ref Unsafe.Add(ref outputGradient, r * 80);
                        ref float maskNowRow = ref Unsafe.Add(ref maskNow, r * 5);
                        ref float sumsNowRow = ref Unsafe.Add(ref sumsNow, r * 80);
                        {
                            Vec real = V.GreaterThan(V.Create(maskNowRow), Vec.Zero);
                            Vec dh = FlushTiny(V.LoadUnsafe(ref hGradientRow) + V.LoadUnsafe(ref outputGradientRow));
                            Vec value = V.LoadUnsafe(ref sumsNowRow);
                            V.StoreUnsafe(V.ConditionalSelect(real, dh * TanhGateSlope(value), Vec.Zero), ref sumsNowRow);
                            V.StoreUnsafe(V.ConditionalSelect(real, Vec.Zero, dh), ref hGradientRow);
                        }
                    }
                    // dh[t-1] += gates' gradients . U^T
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.SimpleRnn_RecurrentTransposed);
                        Vec c0a0 = V.LoadUnsafe(ref hGradient);
                        Vec c1a0 = V.LoadUnsafe(ref hGradient, 16);
                        Vec c2a0 = V.LoadUnsafe(ref hGradient, 32);
                        Vec c3a0 = V.LoadUnsafe(ref hGradient, 48);
                        nuint w = 0;
                        for (nuint k = 0; k < 4; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref sumsNow, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref sumsNow, k + 80));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref sumsNow, k + 160));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref sumsNow, k + 240));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref hGradient);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref hGradient, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref hGradient, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref hGradient, 48);
                        }
                    }
                }

                // Gradients of the weights: products over the steps, a stretch of them at a time.
                for (int row = 0; row < 4; row++)
                {
                    for (int first = 0; first < 5; first += 64)
                    {
                        int count = Math.Min(64, 5 - first);
                        {
                            ref float states = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Hidden + row * 96 + first * 16);
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Sums + row * 80 + first * 16);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.SimpleRnn_Recurrent);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    Vec c3a0 = Vec.Zero;
                                    for (int m = 0; m < count; m++, left += 16, right += 16)
                                    {
                                        Vec d0 = V.LoadUnsafe(ref gates, right);
                                        Vec x0 = V.Create(Unsafe.Add(ref states, left));
                                        c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref states, left + 1));
                                        c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref states, left + 2));
                                        c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref states, left + 3));
                                        c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                                    }
                                    V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                    V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                    V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                                    V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                                }
                                w += 64;
                            }
                        }
                        {
                            ref float gates = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Sums + row * 80 + first * 16);
                            ref float x = ref Unsafe.Add(ref work, TrainBuffers.Masking_Values + row * 80 + first * 16);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.SimpleRnn_SumsKernel);
                                nuint w = 0;
                                {
                                    nuint left = 0, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    for (int m = 0; m < count; m++, left += 16, right += 16)
                                    {
                                        Vec d0 = V.LoadUnsafe(ref gates, right);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                        c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                        c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                        c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                    }
                                    V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                    V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                    V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                                }
                                w += 48;
                            }
                            ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.SimpleRnn_SumsBias);
                            {
                                Vec sum0 = Vec.Zero;
                                nuint right = 0;
                                for (int m = 0; m < count; m++, right += 16)
                                {
                                    sum0 += V.LoadUnsafe(ref gates, right);
                                }
                                V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                            }
                        }
                    }
                }

                // Gradient of the input.
                if (tile.WantInputGradient)
                {
                    {
                        ref float gates = ref Unsafe.Add(ref work, TrainBuffers.SimpleRnn_Sums);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Masking_OutputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.SimpleRnn_SumsKernelTransposed);
                            ref float a = ref gates;
                            ref float targetRow = ref target;
                            for (int m = 0; m < 4; m++)
                            {
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                Vec c4a0 = Vec.Zero;
                                nuint w = 0;
                                for (nuint k = 0; k < 4; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref a, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref a, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref a, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref a, k + 64));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref targetRow);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref targetRow, 16);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref targetRow, 32);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref targetRow, 48);
                                }
                                {
                                    V.StoreUnsafe(c4a0, ref targetRow, 64);
                                }
                                a = ref Unsafe.Add(ref a, 80);
                                targetRow = ref Unsafe.Add(ref targetRow, 80);
                            }
                        }
                    }
                }
            }

            /// <summary>tanh x with a short chain, for gates whose value is wanted. Absolute error below 2.9e-7; exactly 1 from the limit on.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec FastTanh(Vec x) => TanhFraction(x, out Vec bottom) / bottom;

            /// <summary>Zero where |x| is below 1e-18: a gradient or a state that vanishes must not become subnormal, nor its product with another one; such an operation costs a hundred cycles. What is not a number stays so.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec FlushTiny(Vec x) => V.ConditionalSelect(V.LessThan(V.Abs(x), V.Create(1e-18f)), Vec.Zero, x);

            /// <summary>tanh x = p x / bottom: polynomials in x^2 of degrees 5 and 3, both in pairs, that minimise the greatest relative error (4e-8), times a factor with which p x is bottom, to the last bit, at the limit.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec FractionOfTanh(Vec x, out Vec limited, out Vec bottom)
            {
                limited = Limit(x);
                Vec q = LimitedSquare(x, limited);
                Vec q2 = q * q;
                Vec d = V.FusedMultiplyAdd(q, V.Create(0.677428126f), V.Create(1.46356928f));
                Vec e = V.FusedMultiplyAdd(q, V.Create(0.000341161998f), V.Create(0.034994863f));
                bottom = V.FusedMultiplyAdd(e, q2, d);
                Vec c = V.FusedMultiplyAdd(q, V.Create(3.05817663e-11f), V.Create(-2.01834673e-08f));
                Vec b = V.FusedMultiplyAdd(q, V.Create(1.40492921e-05f), V.Create(0.00432753889f));
                Vec a = V.FusedMultiplyAdd(q, V.Create(0.189572006f), V.Create(1.46356928f));
                return V.FusedMultiplyAdd(V.FusedMultiplyAdd(c, q2, b), q2, a);
            }

            /// <summary>x, or the limit beyond which tanh is taken for 1, which it is within 9e-8.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Limit(Vec x) => System.Runtime.Intrinsics.X86.Avx512DQ.Range(x, V.Create(8.5f), 0b0010);

            /// <summary>The square of the limited x. The addend changes no bit of what it is used for, and keeps the squares of silent states from becoming subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec LimitedSquare(Vec x, Vec limited) => V.MinNative(V.Create(72.25f), V.FusedMultiplyAdd(x, x, V.Create(1e-18f)));

            /// <summary>tanh x as a fraction: gates that meet share a division.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec TanhFraction(Vec x, out Vec bottom) => FractionOfTanh(x, out Vec limited, out bottom) * limited;

            /// <summary>The derivative of a tanh gate from its value, 1 - y^2; zero where that is below the error of the value: far out.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec TanhGateSlope(Vec y)
            {
                Vec slope = V.FusedMultiplyAdd(-y, y, V.Create(1f));
                return V.ConditionalSelect(V.LessThan(slope, V.Create(1e-6f)), Vec.Zero, slope);
            }
        }
    }
}
