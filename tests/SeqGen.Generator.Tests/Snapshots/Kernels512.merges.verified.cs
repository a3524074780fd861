// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
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
            Layers.A_One(ref weights, ref packed, ref work, inputs);
            Layers.Gate_One(ref weights, ref packed, ref work, inputs);
            Layers.Multiply_One(ref weights, ref packed, ref work, inputs);
            Layers.Maximum_One(ref weights, ref packed, ref work, inputs);
            Layers.Subtract_One(ref weights, ref packed, ref work, inputs);
            Layers.Average_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.A_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Gate_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Multiply_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Maximum_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Subtract_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Average_Tile(ref weights, ref packed, ref work, inputs);
        }

        public override void Begin(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Features_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.A_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Gate_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Multiply_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Maximum_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Subtract_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Average_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.A_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Gate_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Multiply_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Maximum_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Subtract_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Average_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.Average_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Subtract_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Maximum_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Multiply_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Gate_Sum_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Gate_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.A_Sum_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.A_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Features_Sum_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>Dense(3), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void A_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 3]
                {
                    ref float x = ref Unsafe.Add(ref inputs.Features, 3);
                    ref float values = ref Unsafe.Add(ref work, OneBuffers.A_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.A_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.A_Kernel);
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
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 12));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref values, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref values, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref values, 48);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref values, 64);
                        }
                    }
                }
            }

            /// <summary>Dense(1, sigmoid), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gate_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = sigmoid(x . kernel + bias): [3] . [3 x 1]
                {
                    const int row = 0;
                    for (int t = 0; t < 5; t++)
                    {
                        ref float x = ref Unsafe.Add(ref work, OneBuffers.A_Values + row * 80 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, OneBuffers.Gate_Values + row * 80 + t * 16);
                        MemoryMarshal.CreateSpan(ref values, 16).Clear();
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Gate_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Gate_Bias);
                        }
                        {
                            Vec sum = V.LoadUnsafe(ref values);
                            V.StoreUnsafe(Sigmoid(sum), ref values);
                        }
                    }
                }
            }

            /// <summary>Multiply(2), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Multiply_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = multiply of 2 inputs, value by value
                {
                    const int row = 0;
                    ref float merged = ref Unsafe.Add(ref work, OneBuffers.Multiply_Values + row * 80);
                    ref float input0 = ref Unsafe.Add(ref work, OneBuffers.Gate_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, OneBuffers.A_Values + row * 80);
                    for (int t = 0; t < 5; t++)
                    {
                        {
                            V.StoreUnsafe(V.Create(Unsafe.Add(ref input0, t * 16)) * V.LoadUnsafe(ref input1, (nuint)(t * 16)), ref merged, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Maximum(2), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Maximum_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                {
                    const int row = 0;
                    {
                        const int step = 0;
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 18 + step * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Maximum_Input1 + row * 16 + step * 16 + segment * 3), 3));
                        }
                    }
                }
                // y = maximum of 2 inputs, value by value
                {
                    const int row = 0;
                    ref float merged = ref Unsafe.Add(ref work, OneBuffers.Maximum_Values + row * 80);
                    ref float input0 = ref Unsafe.Add(ref work, OneBuffers.Multiply_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, OneBuffers.Maximum_Input1 + row * 16);
                    for (int t = 0; t < 5; t++)
                    {
                        {
                            V.StoreUnsafe(V.Max(V.LoadUnsafe(ref input0, (nuint)(t * 16)), V.LoadUnsafe(ref input1)), ref merged, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Subtract(2), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Subtract_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = subtract of 2 inputs, value by value
                {
                    const int row = 0;
                    ref float merged = ref Unsafe.Add(ref work, OneBuffers.Subtract_Values + row * 80);
                    ref float input0 = ref Unsafe.Add(ref work, OneBuffers.Maximum_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, OneBuffers.Gate_Values + row * 80);
                    for (int t = 0; t < 5; t++)
                    {
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref input0, (nuint)(t * 16)) - V.Create(Unsafe.Add(ref input1, t * 16)), ref merged, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Average(3), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Average_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                {
                    const int row = 0;
                    {
                        const int step = 0;
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 18 + step * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Average_Input2 + row * 16 + step * 16 + segment * 3), 3));
                        }
                    }
                }
                // y = average of 3 inputs, value by value
                {
                    const int row = 0;
                    ref float merged = ref Unsafe.Add(ref work, OneBuffers.Average_Values + row * 80);
                    ref float input0 = ref Unsafe.Add(ref work, OneBuffers.Subtract_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, OneBuffers.A_Values + row * 80);
                    ref float input2 = ref Unsafe.Add(ref work, OneBuffers.Average_Input2 + row * 16);
                    for (int t = 0; t < 5; t++)
                    {
                        {
                            V.StoreUnsafe((V.LoadUnsafe(ref input0, (nuint)(t * 16)) + V.LoadUnsafe(ref input1, (nuint)(t * 16)) + V.LoadUnsafe(ref input2)) * V.Create(0.33333334f), ref merged, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Dense(3), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void A_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 3]
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref inputs.Features, 3 + row * 18);
                    ref float values = ref Unsafe.Add(ref work, TileBuffers.A_Values + row * 80);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.A_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.A_Kernel);
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
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 12));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref values, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref values, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref values, 48);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref values, 64);
                        }
                    }
                }
            }

            /// <summary>Dense(1, sigmoid), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gate_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = sigmoid(x . kernel + bias): [3] . [3 x 1]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 5; t++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TileBuffers.A_Values + row * 80 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.Gate_Values + row * 80 + t * 16);
                        MemoryMarshal.CreateSpan(ref values, 16).Clear();
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Gate_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Gate_Bias);
                        }
                        {
                            Vec sum = V.LoadUnsafe(ref values);
                            V.StoreUnsafe(Sigmoid(sum), ref values);
                        }
                    }
                }
            }

            /// <summary>Multiply(2), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Multiply_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = multiply of 2 inputs, value by value
                for (int row = 0; row < 4; row++)
                {
                    ref float merged = ref Unsafe.Add(ref work, TileBuffers.Multiply_Values + row * 80);
                    ref float input0 = ref Unsafe.Add(ref work, TileBuffers.Gate_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, TileBuffers.A_Values + row * 80);
                    for (int t = 0; t < 5; t++)
                    {
                        {
                            V.StoreUnsafe(V.Create(Unsafe.Add(ref input0, t * 16)) * V.LoadUnsafe(ref input1, (nuint)(t * 16)), ref merged, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Maximum(2), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Maximum_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int step = 0;
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 18 + step * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Maximum_Input1 + row * 16 + step * 16 + segment * 3), 3));
                        }
                    }
                }
                // y = maximum of 2 inputs, value by value
                for (int row = 0; row < 4; row++)
                {
                    ref float merged = ref Unsafe.Add(ref work, TileBuffers.Maximum_Values + row * 80);
                    ref float input0 = ref Unsafe.Add(ref work, TileBuffers.Multiply_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, TileBuffers.Maximum_Input1 + row * 16);
                    for (int t = 0; t < 5; t++)
                    {
                        {
                            V.StoreUnsafe(V.Max(V.LoadUnsafe(ref input0, (nuint)(t * 16)), V.LoadUnsafe(ref input1)), ref merged, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Subtract(2), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Subtract_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = subtract of 2 inputs, value by value
                for (int row = 0; row < 4; row++)
                {
                    ref float merged = ref Unsafe.Add(ref work, TileBuffers.Subtract_Values + row * 80);
                    ref float input0 = ref Unsafe.Add(ref work, TileBuffers.Maximum_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, TileBuffers.Gate_Values + row * 80);
                    for (int t = 0; t < 5; t++)
                    {
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref input0, (nuint)(t * 16)) - V.Create(Unsafe.Add(ref input1, t * 16)), ref merged, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Average(3), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Average_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int step = 0;
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 18 + step * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Average_Input2 + row * 16 + step * 16 + segment * 3), 3));
                        }
                    }
                }
                // y = average of 3 inputs, value by value
                for (int row = 0; row < 4; row++)
                {
                    ref float merged = ref Unsafe.Add(ref work, TileBuffers.Average_Values + row * 80);
                    ref float input0 = ref Unsafe.Add(ref work, TileBuffers.Subtract_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, TileBuffers.A_Values + row * 80);
                    ref float input2 = ref Unsafe.Add(ref work, TileBuffers.Average_Input2 + row * 16);
                    for (int t = 0; t < 5; t++)
                    {
                        {
                            V.StoreUnsafe((V.LoadUnsafe(ref input0, (nuint)(t * 16)) + V.LoadUnsafe(ref input1, (nuint)(t * 16)) + V.LoadUnsafe(ref input2)) * V.Create(0.33333334f), ref merged, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>InputLayer, one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Features_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // Steps of a stream read this input again.
                {
                    const int row = 0;
                    {
                        const int step = 0;
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 18 + step * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, StreamBuffers.Features_Values + row * 16 + step * 16 + segment * 3), 3));
                        }
                    }
                }
            }

            /// <summary>Dense(3), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void A_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 3]
                {
                    ref float x = ref inputs.Features;
                    ref float values = ref Unsafe.Add(ref work, StreamBuffers.A_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.A_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.A_Kernel);
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
                            V.StoreUnsafe(c0a0, ref values);
                        }
                    }
                }
            }

            /// <summary>Dense(1, sigmoid), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gate_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = sigmoid(x . kernel + bias): [3] . [3 x 1]
                {
                    const int row = 0;
                    {
                        const int t = 0;
                        ref float x = ref Unsafe.Add(ref work, StreamBuffers.A_Values + row * 16 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, StreamBuffers.Gate_Values + row * 16 + t * 16);
                        MemoryMarshal.CreateSpan(ref values, 16).Clear();
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Gate_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Gate_Bias);
                        }
                        {
                            Vec sum = V.LoadUnsafe(ref values);
                            V.StoreUnsafe(Sigmoid(sum), ref values);
                        }
                    }
                }
            }

            /// <summary>Multiply(2), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Multiply_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = multiply of 2 inputs, value by value
                {
                    const int row = 0;
                    ref float merged = ref Unsafe.Add(ref work, StreamBuffers.Multiply_Values + row * 16);
                    ref float input0 = ref Unsafe.Add(ref work, StreamBuffers.Gate_Values + row * 16);
                    ref float input1 = ref Unsafe.Add(ref work, StreamBuffers.A_Values + row * 16);
                    {
                        const int t = 0;
                        {
                            V.StoreUnsafe(V.Create(Unsafe.Add(ref input0, t * 16)) * V.LoadUnsafe(ref input1, (nuint)(t * 16)), ref merged, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Maximum(2), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Maximum_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = maximum of 2 inputs, value by value
                {
                    const int row = 0;
                    ref float merged = ref Unsafe.Add(ref work, StreamBuffers.Maximum_Values + row * 16);
                    ref float input0 = ref Unsafe.Add(ref work, StreamBuffers.Multiply_Values + row * 16);
                    ref float input1 = ref Unsafe.Add(ref work, StreamBuffers.Features_Values + row * 16);
                    {
                        V.StoreUnsafe(V.Max(V.LoadUnsafe(ref input0), V.LoadUnsafe(ref input1)), ref merged);
                    }
                }
            }

            /// <summary>Subtract(2), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Subtract_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = subtract of 2 inputs, value by value
                {
                    const int row = 0;
                    ref float merged = ref Unsafe.Add(ref work, StreamBuffers.Subtract_Values + row * 16);
                    ref float input0 = ref Unsafe.Add(ref work, StreamBuffers.Maximum_Values + row * 16);
                    ref float input1 = ref Unsafe.Add(ref work, StreamBuffers.Gate_Values + row * 16);
                    {
                        const int t = 0;
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref input0, (nuint)(t * 16)) - V.Create(Unsafe.Add(ref input1, t * 16)), ref merged, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Average(3), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Average_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = average of 3 inputs, value by value
                {
                    const int row = 0;
                    ref float merged = ref Unsafe.Add(ref work, StreamBuffers.Average_Values + row * 16);
                    ref float input0 = ref Unsafe.Add(ref work, StreamBuffers.Subtract_Values + row * 16);
                    ref float input1 = ref Unsafe.Add(ref work, StreamBuffers.A_Values + row * 16);
                    ref float input2 = ref Unsafe.Add(ref work, StreamBuffers.Features_Values + row * 16);
                    {
                        V.StoreUnsafe((V.LoadUnsafe(ref input0) + V.LoadUnsafe(ref input1) + V.LoadUnsafe(ref input2)) * V.Create(0.33333334f), ref merged);
                    }
                }
            }

            /// <summary>InputLayer, taken 2 times, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Features_Sum_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // The gradients of all layers that take the output, added up.
                if (tile.WantInputGradient)
                {
                    for (int row = 0; row < 4; row++)
                    {
                        ref float sum = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient + row * 16);
                        ref float part0 = ref Unsafe.Add(ref work, TrainBuffers.Features_SumGradient0 + row * 16);
                        ref float part1 = ref Unsafe.Add(ref work, TrainBuffers.Features_SumGradient1 + row * 16);
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref part0) + V.LoadUnsafe(ref part1), ref sum);
                        }
                    }
                }
            }

            /// <summary>Dense(3), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void A_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 3]
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref inputs.Features, 3 + row * 18);
                    ref float values = ref Unsafe.Add(ref work, TrainBuffers.A_Values + row * 80);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.A_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.A_Kernel);
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
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 12));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                            }
                        }
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                        {
                            V.StoreUnsafe(c1a0, ref values, 16);
                        }
                        {
                            V.StoreUnsafe(c2a0, ref values, 32);
                        }
                        {
                            V.StoreUnsafe(c3a0, ref values, 48);
                        }
                        {
                            V.StoreUnsafe(c4a0, ref values, 64);
                        }
                    }
                }
            }

            /// <summary>Dense(3), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void A_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.A_OutputGradient);
                // dkernel += x^T . dz, dbias += dz
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref inputs.Features, 3 + row * 18);
                    ref float dz = ref Unsafe.Add(ref work, TrainBuffers.A_OutputGradient + row * 80);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.A_Kernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            for (int m = 0; m < 5; m++, left += 3, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref dz, right);
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
                }
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.A_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    nuint right = 0;
                    for (int m = 0; m < 20; m++, right += 16)
                    {
                        sum0 += V.LoadUnsafe(ref sumsGradient, right);
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                }
                // dx = dz . kernel^T
                if (tile.WantInputGradient)
                {
                    {
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.A_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Features1_InputGradient);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.A_KernelTransposed);
                            ref float a = ref dz;
                            ref float targetRow = ref target;
                            for (int m = 0; m < 4; m++)
                            {
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                Vec c4a0 = Vec.Zero;
                                nuint w = 0;
                                for (nuint k = 0; k < 3; k++, w += 16)
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

            /// <summary>Dense(3), taken 3 times, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void A_Sum_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // The gradients of all layers that take the output, added up.
                {
                    for (int row = 0; row < 4; row++)
                    {
                        ref float sum = ref Unsafe.Add(ref work, TrainBuffers.A_OutputGradient + row * 80);
                        ref float part0 = ref Unsafe.Add(ref work, TrainBuffers.A_SumGradient0 + row * 80);
                        ref float part1 = ref Unsafe.Add(ref work, TrainBuffers.A_SumGradient1 + row * 80);
                        ref float part2 = ref Unsafe.Add(ref work, TrainBuffers.A_SumGradient2 + row * 80);
                        for (nuint i = 0; i < 80; i += 16)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref part0, i) + V.LoadUnsafe(ref part1, i) + V.LoadUnsafe(ref part2, i), ref sum, i);
                        }
                    }
                }
            }

            /// <summary>Dense(1, sigmoid), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gate_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = sigmoid(x . kernel + bias): [3] . [3 x 1]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 5; t++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.A_Values + row * 80 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.Gate_Values + row * 80 + t * 16);
                        MemoryMarshal.CreateSpan(ref values, 16).Clear();
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, TrainingWeights.Gate_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, TrainingWeights.Gate_Bias);
                        }
                        {
                            Vec sum = V.LoadUnsafe(ref values);
                            V.StoreUnsafe(Sigmoid(sum), ref values);
                        }
                    }
                }
            }

            /// <summary>Dense(1, sigmoid), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gate_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Gate_OutputGradient);
                ref float outputs = ref Unsafe.Add(ref work, TrainBuffers.Gate_Values);
                // dz = dy * a'(z)
                {
                    for (int row = 0; row < 4; row++)
                    {
                        for (int step = 0; step < 5; step++)
                        {
                            ref float dz = ref Unsafe.Add(ref sumsGradient, row * 80 + step * 16);
                            ref float y = ref Unsafe.Add(ref outputs, row * 80 + step * 16);
                            {
                                Vec value = V.LoadUnsafe(ref y);
                                Vec slope = V.LoadUnsafe(ref dz);
                                V.StoreUnsafe(slope * value * (V.Create(1f) - value), ref dz);
                            }
                        }
                    }
                }
                // dkernel += x^T . dz, dbias += dz
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.A_Values);
                    ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Gate_OutputGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Gate_Kernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            for (int m = 0; m < 20; m++, left += 16, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref x, right);
                                Vec x0 = V.Create(Unsafe.Add(ref dz, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                        }
                        w += 16;
                    }
                }
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Gate_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    nuint right = 0;
                    for (int m = 0; m < 20; m++, right += 16)
                    {
                        sum0 += V.LoadUnsafe(ref sumsGradient, right);
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                }
                // dx = dz . kernel^T
                {
                    {
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Gate_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.A_SumGradient0);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Gate_KernelTransposed);
                            ref float a = ref dz;
                            ref float targetRow = ref target;
                            for (int m = 0; m < 4; m++)
                            {
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                Vec c4a0 = Vec.Zero;
                                nuint w = 0;
                                for (nuint k = 0; k < 1; k++, w += 16)
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

            /// <summary>Dense(1, sigmoid), taken 2 times, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Gate_Sum_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // The gradients of all layers that take the output, added up.
                {
                    for (int row = 0; row < 4; row++)
                    {
                        ref float sum = ref Unsafe.Add(ref work, TrainBuffers.Gate_OutputGradient + row * 80);
                        ref float part0 = ref Unsafe.Add(ref work, TrainBuffers.Gate_SumGradient0 + row * 80);
                        ref float part1 = ref Unsafe.Add(ref work, TrainBuffers.Gate_SumGradient1 + row * 80);
                        for (nuint i = 0; i < 80; i += 16)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref part0, i) + V.LoadUnsafe(ref part1, i), ref sum, i);
                        }
                    }
                }
            }

            /// <summary>Multiply(2), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Multiply_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = multiply of 2 inputs, value by value
                for (int row = 0; row < 4; row++)
                {
                    ref float merged = ref Unsafe.Add(ref work, TrainBuffers.Multiply_Values + row * 80);
                    ref float input0 = ref Unsafe.Add(ref work, TrainBuffers.Gate_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, TrainBuffers.A_Values + row * 80);
                    for (int t = 0; t < 5; t++)
                    {
                        {
                            V.StoreUnsafe(V.Create(Unsafe.Add(ref input0, t * 16)) * V.LoadUnsafe(ref input1, (nuint)(t * 16)), ref merged, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Multiply(2), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Multiply_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // The gradient of each input; of what stands for several values, the sum of theirs.
                for (int row = 0; row < 4; row++)
                {
                    ref float merged = ref Unsafe.Add(ref work, TrainBuffers.Multiply_Values + row * 80);
                    ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.Multiply_OutputGradient + row * 80);
                    ref float gradient0 = ref Unsafe.Add(ref work, TrainBuffers.Gate_SumGradient0 + row * 80);
                    ref float gradient1 = ref Unsafe.Add(ref work, TrainBuffers.A_SumGradient1 + row * 80);
                    ref float input0 = ref Unsafe.Add(ref work, TrainBuffers.Gate_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, TrainBuffers.A_Values + row * 80);
                    for (int t = 0; t < 5; t++)
                    {
                        ref float step = ref Unsafe.Add(ref outputGradient, t * 16);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref step, 3), 13).Fill(0f);
                    }
                    for (int t = 0; t < 5; t++)
                    {
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref outputGradient, (nuint)(t * 16)) * V.Create(Unsafe.Add(ref input0, t * 16)), ref gradient1, (nuint)(t * 16));
                        }
                    }
                    for (int t = 0; t < 5; t++)
                    {
                        Vec sumLanes = Vec.Zero;
                        {
                            sumLanes += V.LoadUnsafe(ref outputGradient, (nuint)(t * 16)) * V.LoadUnsafe(ref input1, (nuint)(t * 16));
                        }
                        float sum = Reduction.Sum(sumLanes);
                        Unsafe.Add(ref gradient0, t * 16) = sum;
                    }
                }
            }

            /// <summary>Maximum(2), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Maximum_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int step = 0;
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 18 + step * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Maximum_Input1 + row * 16 + step * 16 + segment * 3), 3));
                        }
                    }
                }
                // y = maximum of 2 inputs, value by value
                for (int row = 0; row < 4; row++)
                {
                    ref float merged = ref Unsafe.Add(ref work, TrainBuffers.Maximum_Values + row * 80);
                    ref float input0 = ref Unsafe.Add(ref work, TrainBuffers.Multiply_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, TrainBuffers.Maximum_Input1 + row * 16);
                    for (int t = 0; t < 5; t++)
                    {
                        {
                            V.StoreUnsafe(V.Max(V.LoadUnsafe(ref input0, (nuint)(t * 16)), V.LoadUnsafe(ref input1)), ref merged, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Maximum(2), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Maximum_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // The gradient of each input; of what stands for several values, the sum of theirs.
                for (int row = 0; row < 4; row++)
                {
                    ref float merged = ref Unsafe.Add(ref work, TrainBuffers.Maximum_Values + row * 80);
                    ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.Maximum_OutputGradient + row * 80);
                    ref float gradient0 = ref Unsafe.Add(ref work, TrainBuffers.Multiply_OutputGradient + row * 80);
                    ref float gradient1 = ref Unsafe.Add(ref work, TrainBuffers.Features_SumGradient0 + row * 16);
                    ref float input0 = ref Unsafe.Add(ref work, TrainBuffers.Multiply_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, TrainBuffers.Maximum_Input1 + row * 16);
                    for (int t = 0; t < 5; t++)
                    {
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref outputGradient, (nuint)(t * 16)) * V.ConditionalSelect(V.LessThan(V.LoadUnsafe(ref input0, (nuint)(t * 16)), V.LoadUnsafe(ref merged, (nuint)(t * 16))) | (V.Equals(V.LoadUnsafe(ref input0, (nuint)(t * 16)), V.LoadUnsafe(ref input0, (nuint)(t * 16))) & ~V.Equals(V.LoadUnsafe(ref merged, (nuint)(t * 16)), V.LoadUnsafe(ref merged, (nuint)(t * 16)))), Vec.Zero, V.Create(1f)), ref gradient0, (nuint)(t * 16));
                        }
                    }
                    {
                        Vec sum = Vec.Zero;
                        for (int t = 0; t < 5; t++)
                        {
                            sum += V.LoadUnsafe(ref outputGradient, (nuint)(t * 16)) * V.ConditionalSelect(V.LessThan(V.LoadUnsafe(ref input1), V.LoadUnsafe(ref merged, (nuint)(t * 16))) | (V.Equals(V.LoadUnsafe(ref input1), V.LoadUnsafe(ref input1)) & ~V.Equals(V.LoadUnsafe(ref merged, (nuint)(t * 16)), V.LoadUnsafe(ref merged, (nuint)(t * 16)))), Vec.Zero, V.ConditionalSelect(V.LessThan(V.LoadUnsafe(ref input0, (nuint)(t * 16)), V.LoadUnsafe(ref merged, (nuint)(t * 16))) | (V.Equals(V.LoadUnsafe(ref input0, (nuint)(t * 16)), V.LoadUnsafe(ref input0, (nuint)(t * 16))) & ~V.Equals(V.LoadUnsafe(ref merged, (nuint)(t * 16)), V.LoadUnsafe(ref merged, (nuint)(t * 16)))), V.Create(1f), Vec.Zero));
                        }
                        V.StoreUnsafe(sum, ref gradient1);
                    }
                }
            }

            /// <summary>Subtract(2), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Subtract_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = subtract of 2 inputs, value by value
                for (int row = 0; row < 4; row++)
                {
                    ref float merged = ref Unsafe.Add(ref work, TrainBuffers.Subtract_Values + row * 80);
                    ref float input0 = ref Unsafe.Add(ref work, TrainBuffers.Maximum_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, TrainBuffers.Gate_Values + row * 80);
                    for (int t = 0; t < 5; t++)
                    {
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref input0, (nuint)(t * 16)) - V.Create(Unsafe.Add(ref input1, t * 16)), ref merged, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Subtract(2), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Subtract_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // The gradient of each input; of what stands for several values, the sum of theirs.
                for (int row = 0; row < 4; row++)
                {
                    ref float merged = ref Unsafe.Add(ref work, TrainBuffers.Subtract_Values + row * 80);
                    ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.Subtract_OutputGradient + row * 80);
                    ref float gradient0 = ref Unsafe.Add(ref work, TrainBuffers.Maximum_OutputGradient + row * 80);
                    ref float gradient1 = ref Unsafe.Add(ref work, TrainBuffers.Gate_SumGradient1 + row * 80);
                    for (int t = 0; t < 5; t++)
                    {
                        ref float step = ref Unsafe.Add(ref outputGradient, t * 16);
                        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref step, 3), 13).Fill(0f);
                    }
                    for (int t = 0; t < 5; t++)
                    {
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref outputGradient, (nuint)(t * 16)), ref gradient0, (nuint)(t * 16));
                        }
                    }
                    for (int t = 0; t < 5; t++)
                    {
                        Vec sumLanes = Vec.Zero;
                        {
                            sumLanes += -V.LoadUnsafe(ref outputGradient, (nuint)(t * 16));
                        }
                        float sum = Reduction.Sum(sumLanes);
                        Unsafe.Add(ref gradient1, t * 16) = sum;
                    }
                }
            }

            /// <summary>Average(3), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Average_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    {
                        const int step = 0;
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 18 + step * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Average_Input2 + row * 16 + step * 16 + segment * 3), 3));
                        }
                    }
                }
                // y = average of 3 inputs, value by value
                for (int row = 0; row < 4; row++)
                {
                    ref float merged = ref Unsafe.Add(ref work, TrainBuffers.Average_Values + row * 80);
                    ref float input0 = ref Unsafe.Add(ref work, TrainBuffers.Subtract_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, TrainBuffers.A_Values + row * 80);
                    ref float input2 = ref Unsafe.Add(ref work, TrainBuffers.Average_Input2 + row * 16);
                    for (int t = 0; t < 5; t++)
                    {
                        {
                            V.StoreUnsafe((V.LoadUnsafe(ref input0, (nuint)(t * 16)) + V.LoadUnsafe(ref input1, (nuint)(t * 16)) + V.LoadUnsafe(ref input2)) * V.Create(0.33333334f), ref merged, (nuint)(t * 16));
                        }
                    }
                }
            }

            /// <summary>Average(3), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Average_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // The gradient of each input; of what stands for several values, the sum of theirs.
                for (int row = 0; row < 4; row++)
                {
                    ref float merged = ref Unsafe.Add(ref work, TrainBuffers.Average_Values + row * 80);
                    ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.Average_OutputGradient + row * 80);
                    ref float gradient0 = ref Unsafe.Add(ref work, TrainBuffers.Subtract_OutputGradient + row * 80);
                    ref float gradient1 = ref Unsafe.Add(ref work, TrainBuffers.A_SumGradient2 + row * 80);
                    ref float gradient2 = ref Unsafe.Add(ref work, TrainBuffers.Features_SumGradient1 + row * 16);
                    for (int t = 0; t < 5; t++)
                    {
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref outputGradient, (nuint)(t * 16)) * V.Create(0.33333334f), ref gradient0, (nuint)(t * 16));
                            V.StoreUnsafe(V.LoadUnsafe(ref outputGradient, (nuint)(t * 16)) * V.Create(0.33333334f), ref gradient1, (nuint)(t * 16));
                        }
                    }
                    {
                        Vec sum = Vec.Zero;
                        for (int t = 0; t < 5; t++)
                        {
                            sum += V.LoadUnsafe(ref outputGradient, (nuint)(t * 16)) * V.Create(0.33333334f);
                        }
                        V.StoreUnsafe(sum, ref gradient2);
                    }
                }
            }

            /// <summary>e^x within 2 ulp: x = n ln 2 + r, |r| at most ln 2 / 2; e^r by a polynomial of degree 7; n is added to its exponent. Infinite above the largest float, zero below the least: by default e^-87.3, the smallest normal number.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Exp(Vec x, float least = -87.33654f)
            {
                Vec n = V.Floor(V.FusedMultiplyAdd(x, V.Create(1.44269504f), V.Create(0.5f)));
                Vec r = V.FusedMultiplyAdd(n, V.Create(-0.693359375f), x);
                r = V.FusedMultiplyAdd(n, V.Create(2.12194440e-4f), r);
                Vec p = V.FusedMultiplyAdd(V.Create(1.98756916e-4f), r, V.Create(1.39819994e-3f));
                p = V.FusedMultiplyAdd(p, r, V.Create(8.33345205e-3f));
                p = V.FusedMultiplyAdd(p, r, V.Create(4.16657962e-2f));
                p = V.FusedMultiplyAdd(p, r, V.Create(1.66666657e-1f));
                p = V.FusedMultiplyAdd(p, r, V.Create(0.5f));
                p = V.FusedMultiplyAdd(V.FusedMultiplyAdd(p, r, V.Create(1f)), r, V.Create(1f));
                p = V.AsSingle(V.AsInt32(p) + V.ShiftLeft(V.ConvertToInt32Native(n), 23));
                p = V.ConditionalSelect(V.GreaterThan(x, V.Create(88.72283f)), V.Create(float.PositiveInfinity), p);
                return V.ConditionalSelect(V.LessThan(x, V.Create(least)), Vec.Zero, p);
            }

            /// <summary>1 / (1 + e^-x), with relative accuracy in both tails; zero below the smallest normal number.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Sigmoid(Vec x)
            {
                Vec e = V.ConditionalSelect(V.LessThan(x, V.Create(-87.33654f)), V.Create(float.PositiveInfinity), Exp(-x));
                return V.Create(1f) / (V.Create(1f) + e);
            }
        }
    }
}
