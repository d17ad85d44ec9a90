/** Names as people write them between colons; the common ones, in the order in which they are offered. */
const lines = `
👍 thumbs_up +1 like yes
👎 thumbs_down -1 no
❤️ heart love
🎉 party tada celebrate
😂 joy laugh_tears
😀 grin happy
😄 smile
😁 beam
😅 sweat_smile
🤣 rofl
🙂 slight_smile
🙃 upside_down
😉 wink
😊 blush
😇 angel halo
🥰 adore smile_hearts
😍 heart_eyes
😘 kiss
😋 yum
😜 tongue wink_tongue
🤪 zany crazy
🤓 nerd
😎 cool sunglasses
🤩 star_eyes
🥳 party_face partying
😏 smirk
😒 unamused
🙄 eye_roll
😔 sad pensive
😢 cry
😭 sob crying
😤 huff triumph
😠 angry
🤬 swearing
🤯 mind_blown
😳 flushed
🥵 hot_face
🥶 cold_face
😱 scream
😨 fearful
😰 anxious
🤗 hug
🤔 thinking hmm
🤭 giggle oops
🤫 shush quiet
😐 neutral
😑 expressionless
😬 grimace
😴 sleeping
😪 sleepy
🤤 drool
😷 mask
🤒 sick
🤕 hurt
🤢 nauseated
🤧 sneeze
😵 dizzy
🤠 cowboy
😈 devil
💀 skull dead
👻 ghost
👽 alien
🤖 robot
💩 poop
😺 cat_smile
🙈 see_no_evil monkey_see
🙉 hear_no_evil
🙊 speak_no_evil
💯 hundred
💥 boom collision
💫 dizzy_star
💦 splash sweat_drops
💤 zzz
👋 wave hello
✋ raised_hand stop
🖖 vulcan
👌 ok_hand ok
✌️ victory peace
🤞 fingers_crossed
🤟 love_you
🤘 rock_on
👈 point_left
👉 point_right
👆 point_up
👇 point_down
✊ fist
👊 punch
👏 clap applause
🙌 raised_hands hooray
🙏 pray thanks please
🤝 handshake deal
💪 muscle strong
👀 eyes look
🧠 brain
🤷 shrug
🤦 facepalm
🙋 raising_hand
💃 dance
🕺 dancing_man
🏃 running
👶 baby
🐶 dog
🐱 cat
🐭 mouse
🦊 fox
🐻 bear
🐼 panda
🦁 lion
🐸 frog
🐵 monkey
🐔 chicken
🐧 penguin
🦉 owl
🦄 unicorn
🐝 bee
🐛 bug
🦋 butterfly
🐢 turtle
🐍 snake
🐙 octopus
🐳 whale
🐬 dolphin
🌵 cactus
🎄 christmas_tree
🌲 evergreen tree
🍀 clover luck
🌹 rose
🌻 sunflower
🌍 earth world
🌙 moon
⭐ star
🌟 glowing_star
✨ sparkles
⚡ lightning zap
🔥 fire lit
🌈 rainbow
☀️ sun
☁️ cloud
🌧️ rain
❄️ snowflake
⛄ snowman
🍎 apple
🍌 banana
🍓 strawberry
🍒 cherries
🍑 peach
🥑 avocado
🌶️ chili
🍞 bread
🧀 cheese
🍔 burger
🍟 fries
🍕 pizza
🌮 taco
🍜 noodles ramen
🍣 sushi
🍪 cookie
🎂 cake birthday
🍫 chocolate
🍿 popcorn
☕ coffee
🍵 tea
🍺 beer
🍻 cheers
🍷 wine
🥂 toast clink
⚽ football soccer
🏀 basketball
🎾 tennis
🏆 trophy
🥇 gold_medal first
🎯 target bullseye
🎮 game
🎲 dice
🎸 guitar
🎵 music note
🎬 movie
🎨 art palette
🚗 car
🚲 bike
🚂 train
✈️ plane
🚀 rocket ship_it
⛵ sailboat
🏠 house home
🏢 office
⛺ tent
🏖️ beach
⏰ alarm_clock
⌛ hourglass wait
📱 phone mobile
💻 laptop computer
🖨️ printer
💡 idea bulb
🔍 search magnifier
🔑 key
🔒 lock
🔧 wrench
🔨 hammer
⚙️ gear settings
📎 paperclip
📌 pin
📅 calendar
📈 chart_up
📉 chart_down
📝 memo
📚 books
📦 package box
✉️ envelope mail
📣 megaphone
🔔 bell
🎁 gift present
🎈 balloon
💰 money
💎 gem
✅ check done
✔️ check_mark
❌ cross_mark wrong
❓ question
❗ exclamation
⚠️ warning
🚧 construction
🚫 forbidden
♻️ recycle
➕ plus
➖ minus
💔 broken_heart
🧡 orange_heart
💛 yellow_heart
💚 green_heart
💙 blue_heart
💜 purple_heart
🖤 black_heart
🏁 finish_flag
🏳️‍🌈 rainbow_flag pride
`

/** Every name with its emoji. */
export const emojiNames: readonly { readonly name: string; readonly emoji: string }[] = lines
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [emoji = '', ...names] = line.split(' ')
    return names.map((name) => ({ name, emoji }))
  })
